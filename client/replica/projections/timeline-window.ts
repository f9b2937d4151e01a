/** Inclusive pairs of seqs. */
export type Ranges = readonly (readonly [first: number, last: number])[];

/**
 * Which messages of a conversation are shown: from a seq on, up to another seq or (undefined) to the end with unsent ones.
 */
export interface TimelineWindow {
  readonly from: number;
  readonly to: number | undefined;
}

/** How many messages a window begins with, grows by, and keeps on the side that does not grow. */
export interface WindowSizes {
  readonly first: number;
  readonly step: number;
  readonly most: number;
}
export const WINDOW: WindowSizes = { first: 100, step: 200, most: 1_200 };

/** Sorted, and joined where they touch. */
export const joinRanges = (ranges: Ranges): Ranges => {
  const joined: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
};

/** The seq of the message `count` before one, or of the first. Skips holes, which a restored server has. */
export const seqBefore = (joined: Ranges, seq: number, count: number): number => {
  let left = count;
  let found = seq;
  for (let i = joined.length - 1; i >= 0 && left > 0; i--) {
    const [first, last] = joined[i] ?? [0, 0];
    const top = Math.min(last, seq - 1);
    if (top < first) continue;
    found = Math.max(first, top - left + 1);
    left -= top - found + 1;
  }
  return found;
};

/** The seq of the message `count` after one; undefined when the end comes first. */
export const seqAfter = (joined: Ranges, seq: number, count: number): number | undefined => {
  let left = count;
  for (const [first, last] of joined) {
    const start = Math.max(first, seq + 1);
    if (last < start) continue;
    if (last - start + 1 >= left) return start + left - 1 >= (joined.at(-1)?.[1] ?? 0) ? undefined : start + left - 1;
    left -= last - start + 1;
  }
  return undefined;
};

/** The end, or the first unread message when too many are unread to show both. */
export const openingWindow = (
  joined: Ranges,
  unread: { readonly after: number; readonly upTo: number },
  { first, step }: WindowSizes,
): TimelineWindow => {
  const last = Math.max(unread.upTo, joined.at(-1)?.[1] ?? 0);
  const end = seqBefore(joined, last + 1, first);
  if (unread.upTo <= unread.after) return { from: end, to: undefined };
  const line = seqBefore(joined, unread.after + 1, Math.ceil(first / 2));
  return last - unread.after > step
    ? { from: line, to: seqAfter(joined, unread.after, first) }
    : { from: Math.min(end, line), to: undefined };
};

export const windowAround = (joined: Ranges, seq: number, { first }: WindowSizes): TimelineWindow => ({
  from: seqBefore(joined, seq, first),
  to: seqAfter(joined, seq, first),
});

export const isInWindow = ({ from, to }: TimelineWindow, seq: number): boolean =>
  seq >= from && (to === undefined || seq <= to);

export const meetsWindow = ({ from, to }: TimelineWindow, ranges: Ranges): boolean =>
  ranges.some(([first, last]) => last >= from && (to === undefined || first <= to));

/** The window without the rows that are far from the edge that grows. */
export const trimmed = (all: Ranges, range: TimelineWindow, edge: 'older' | 'newer', most: number): TimelineWindow => {
  const last = all.at(-1)?.[1] ?? 0;
  if (edge === 'newer') {
    const from = seqBefore(all, (range.to ?? last) + 1, most);
    return { from: Math.max(range.from, from), to: range.to };
  }
  const to = seqAfter(all, range.from, most);
  return { from: range.from, to: to === undefined ? range.to : Math.min(range.to ?? Number.POSITIVE_INFINITY, to) };
};
