import { FEED_LIMITS } from '../../shared/protocol/limits.ts';

/** How far somebody has read in a conversation. */
export interface ReadPlace {
  readonly conversation: number;
  readonly read: number;
  /** The last seq given in the conversation. */
  readonly newest: number;
}

/** Living messages of one author that are not quiet, with a seq after this one and up to the next segment. */
export interface AuthorCount {
  readonly conversation: number;
  readonly after: number;
  readonly author: number;
  readonly count: number;
}

/** A conversation with two seqs: after the first, up to the second. */
export type Segment = [conversation: number, after: number, upto: number];

const startOf = ({ read, newest }: ReadPlace): number => Math.max(read, newest - FEED_LIMITS.countedTogether);

/** Divides the unread messages of conversations at the places up to which people have read: each is counted once. */
export const unreadSegments = (places: Iterable<ReadPlace>): readonly Segment[] => {
  const conversations = new Map<number, { readonly starts: Set<number>; readonly newest: number }>();
  for (const place of places) {
    const { conversation, newest } = place;
    const known = conversations.get(conversation) ?? { starts: new Set(), newest };
    conversations.set(conversation, known);
    if (startOf(place) < newest) known.starts.add(startOf(place));
  }
  return [...conversations].flatMap(([conversation, { starts, newest }]) =>
    [...starts]
      .sort((one, other) => one - other)
      .map((start, i, all): Segment => [conversation, start, all[i + 1] ?? newest]),
  );
};

/** The counts of one conversation from the newest segment back. */
interface Totals {
  /** By where a segment begins: all messages after it. */
  readonly after: Map<number, number>;
  readonly byAuthor: Map<number, AuthorCount[]>;
}

const totalsOf = (rows: readonly AuthorCount[]): ReadonlyMap<number, Totals> => {
  const conversations = new Map<number, Totals & { sum: number }>();
  for (const row of [...rows].sort((one, other) => other.after - one.after)) {
    const totals = conversations.get(row.conversation) ?? { after: new Map(), byAuthor: new Map(), sum: 0 };
    conversations.set(row.conversation, totals);
    totals.sum += row.count;
    totals.after.set(row.after, totals.sum);
    const ofAuthor = totals.byAuthor.get(row.author);
    if (ofAuthor === undefined) totals.byAuthor.set(row.author, [row]);
    else ofAuthor.push(row);
  }
  return conversations;
};

/**
 * Counts what people have not read. Undefined: too far behind, while less than "999+" is in sight, so that it has to be
 * counted for that person alone.
 * @param rows the counts of all `unreadSegments`
 */
export const createUnreadCount = (rows: readonly AuthorCount[]) => {
  const conversations = totalsOf(rows);
  /** Starts of segments that hold nothing have no row: the next one that has says the same. */
  const totalAfter = ({ after }: Totals, start: number): number => {
    const exact = after.get(start);
    if (exact !== undefined) return exact;
    let total = 0;
    for (const [from, sum] of after) if (from >= start) total = Math.max(total, sum);
    return total;
  };
  return (place: ReadPlace, ignored: Iterable<number>): number | undefined => {
    const totals = conversations.get(place.conversation);
    const start = startOf(place);
    let count = totals === undefined ? 0 : totalAfter(totals, start);
    for (const author of ignored)
      for (const row of totals?.byAuthor.get(author) ?? []) if (row.after >= start) count -= row.count;
    if (count >= FEED_LIMITS.unread) return FEED_LIMITS.unread;
    return start > place.read ? undefined : count;
  };
};
