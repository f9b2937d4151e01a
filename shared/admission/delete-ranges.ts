import type { Work } from './work.ts';

/** Where a Yjs struct begins. */
export interface StructId {
  readonly client: number;
  readonly clock: number;
}

export interface DeleteRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** Ranges by client id; those of one client id are ascending, disjoint and not adjacent. */
export type DeleteRanges = ReadonlyMap<number, readonly DeleteRange[]>;

/** Sorts the ranges of each client id and merges those that overlap or touch, so that no clock is looked at twice. */
export const mergeRanges = (ranges: readonly DeleteRange[], work?: Work): DeleteRanges => {
  const byClient = new Map<number, DeleteRange[]>();
  for (const range of ranges) {
    if (range.length === 0) continue;
    const list = byClient.get(range.client);
    if (list === undefined) byClient.set(range.client, [range]);
    else list.push(range);
  }
  for (const [client, list] of byClient) byClient.set(client, mergeSorted(sortByClock(list, work), work));
  return byClient;
};

/** Yjs writes ranges in order: only those of others have to be sorted. */
const sortByClock = (list: DeleteRange[], work: Work | undefined): DeleteRange[] => {
  for (let i = 1; i < list.length; i++) {
    if ((list[i - 1]?.clock ?? 0) <= (list[i]?.clock ?? 0)) continue;
    work?.add(list.length * Math.ceil(Math.log2(list.length)));
    return list.sort((a, b) => a.clock - b.clock);
  }
  return list;
};

const mergeSorted = (list: readonly DeleteRange[], work: Work | undefined): DeleteRange[] => {
  const merged: DeleteRange[] = [];
  let last: DeleteRange | undefined;
  for (const range of list) {
    work?.add();
    if (last === undefined || range.clock > last.clock + last.length) {
      last = range;
      merged.push(range);
    } else if (range.clock + range.length > last.clock + last.length) {
      last = { client: range.client, clock: last.clock, length: range.clock + range.length - last.clock };
      merged[merged.length - 1] = last;
    }
  }
  return merged;
};

const rangeAt = (ranges: DeleteRanges, { client, clock }: StructId): DeleteRange | undefined => {
  const list = ranges.get(client);
  if (list === undefined) return undefined;
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = list[middle];
    if (range === undefined) return undefined;
    if (clock < range.clock) high = middle - 1;
    else if (clock >= range.clock + range.length) low = middle + 1;
    else return range;
  }
  return undefined;
};

/** Whether a clock lies in one of the ranges. */
export const isInRanges = (ranges: DeleteRanges, id: StructId): boolean => rangeAt(ranges, id) !== undefined;

/** Whether all clocks of a range lie in them. */
export const isCovered = (ranges: DeleteRanges, range: DeleteRange): boolean => {
  const outer = rangeAt(ranges, range);
  return outer !== undefined && range.clock + range.length <= outer.clock + outer.length;
};
