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
  /** Who added the account to the group, while it has not accepted. */
  readonly askedBy: number | null;
  readonly isRemoved: boolean;
  /** Who last removed the account; kept while it is added again and has not accepted. */
  readonly removedBy: number | null;
}

/** An account that asks for its changes. */
export interface NewsReader {
  readonly number: number;
  readonly blocked: ReadonlySet<number>;
  /**
   * By conversation: when a watermark last rose that the account is told of. Undefined: nobody blocks it, so it is told of
   * all. Only loaded for conversations where it matters.
   */
  readonly toldMarks: ReadonlyMap<number, number> | undefined;
}

/** A group to which a blocked person added the account, which has not accepted. */
export const isKeptBack = (
  { askedBy, isRemoved }: Pick<ConversationNews, 'askedBy' | 'isRemoved'>,
  blocks: (number: number) => boolean,
): boolean => !isRemoved && askedBy !== null && blocks(askedBy);

/**
 * When a conversation last changed for an account. Watermarks that the account is not told of do not count: otherwise an
 * empty push would show that somebody is online.
 */
export const changeFor = (news: ConversationNews, { number, blocked, toldMarks }: NewsReader): number => {
  if (news.isRemoved || isKeptBack(news, (other) => blocked.has(other))) return news.memberChanged;
  const base = Math.max(news.changed, news.ownChanged);
  if (news.unanswered !== null && news.unanswered !== number) return base;
  return Math.max(base, toldMarks === undefined ? news.marksChanged : (toldMarks.get(news.conversation) ?? 0));
};

/**
 * Hidden groups do not exist for the account, nor do groups it was added to and removed from before it accepted. Both count
 * as changes for devices that may know of an earlier membership.
 */
const isShown = (news: ConversationNews, { number, blocked }: NewsReader, position: number): boolean => {
  if (isKeptBack(news, (other) => blocked.has(other))) return position > 0 && news.removedBy !== null;
  return !news.isRemoved || news.askedBy === null || news.removedBy === number || position > 0;
};

export interface PickedPage {
  /** By change, oldest first. */
  readonly conversations: readonly number[];
  /** The position where the next page begins; undefined: this is the last one. */
  readonly next: number | undefined;
}

/**
 * The conversations of one page. A page ends between two changes, because one change belongs to one conversation.
 * @param found conversations that may have changed after the position; extra ones do no harm
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

/** Up to this number of changes the server's changes are searched; beyond it, the account's conversations. */
const RECENT = 256;

/** Whether so little changed that searching it is cheaper than searching everything the account knows. */
export const isRecent = (since: number, cursor: number): boolean => cursor - since <= RECENT;
