/** What rows of plans name. Numbers of conversations and accounts. */
export interface InConversation {
  readonly conversation: number;
}
export interface OfMember extends InConversation {
  readonly account: number;
}
/** A change of the feed: counts from 0 within the plan; the writer adds the first value it took from the counter. */
export interface Changed {
  readonly change: number;
}
