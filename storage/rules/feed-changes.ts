/** A conversation of an account, with what says when it last changed for that account. Changes of the change counter. */
export interface ConversationNews {
  readonly conversation: number;
  /** Of the conversation, its members and its chapters. */
  readonly changed: number;
  /** Of the account's own row alone: its watermarks in a large group. */
  readonly ownChanged: number;
  /** When a watermark last rose that others are told. */
  readonly marksChanged: number;
  /** Of the account's membership. */
  readonly memberChanged: number;
  /** Of a direct conversation: the account that has not answered the other. */
  readonly unanswered: number | null;
  /** Who put the account into the group, while it has not accepted. */
  readonly askedBy: number | null;
  readonly isRemoved: boolean;
  readonly removedBy: number | null;
}

/** An account that asks for its news. */
export interface NewsReader {
  readonly number: number;
  readonly blocked: ReadonlySet<number>;
  /**
   * By conversation: when a watermark last rose that the account is told. Undefined: nobody blocks it, and it is told of
   * all. Only loaded for conversations where it matters.
   */
  readonly toldMarks: ReadonlyMap<number, number> | undefined;
}

/**
 * When a conversation last changed for an account. Watermarks that it is not told of are no change: else being pushed
 * nothing would say that somebody is there.
 */
export const changeFor = (news: ConversationNews, { number, toldMarks }: NewsReader): number => {
  if (news.isRemoved) return news.memberChanged;
  const base = Math.max(news.changed, news.ownChanged);
  if (news.unanswered !== null && news.unanswered !== number) return base;
  return Math.max(base, toldMarks === undefined ? news.marksChanged : (toldMarks.get(news.conversation) ?? 0));
};

/**
 * A group into which a blocked person put the account is not there; one it was asked into and removed from again is news
 * for devices that were told of it.
 */
const isShown = (news: ConversationNews, { number, blocked }: NewsReader, position: number): boolean => {
  if (news.askedBy === null || news.removedBy === number) return true;
  return news.isRemoved ? position > 0 : !blocked.has(news.askedBy);
};

export interface PickedPage {
  /** By change, oldest first. */
  readonly conversations: readonly number[];
  /** The position where the next page begins; undefined: this is the last one. */
  readonly next: number | undefined;
}

/**
 * The conversations of one page. A page ends between two changes, never inside one, because a change belongs to one
 * conversation.
 * @param found conversations that may have changed after the position; more do no harm
 */
export const pickPage = (
  found: readonly ConversationNews[],
  reader: NewsReader,
  position: number,
  limit: number,
): PickedPage => {
  const changes: { readonly conversation: number; readonly change: number }[] = [];
  for (const news of found) {
    const change = changeFor(news, reader);
    if (change > position && isShown(news, reader, position)) changes.push({ conversation: news.conversation, change });
  }
  const picked = changes.sort((one, other) => one.change - other.change).slice(0, limit);
  return {
    conversations: picked.map(({ conversation }) => conversation),
    next: changes.length > limit ? picked.at(-1)?.change : undefined,
  };
};

/** Up to here the changes of the whole server are gone through; beyond, the conversations of the account. */
const RECENT = 256;

/** Whether so little changed since that going through it is cheaper than through all that an account knows. */
export const isRecent = (since: number, cursor: number): boolean => cursor - since <= RECENT;
