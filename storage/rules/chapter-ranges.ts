/** Inclusive, ascending, disjoint. */
export type Ranges = readonly (readonly [number, number])[];

/**
 * Keeps a directory row small: beyond this number the two nearest ranges are joined, which then cover more than exists.
 */
const MOST_RANGES = 32;

/** Adds seqs newer than all in `ranges`. */
export const addRange = (ranges: Ranges, first: number, last: number): Ranges => {
  const end = ranges.at(-1);
  if (end !== undefined && end[1] + 1 >= first) return [...ranges.slice(0, -1), [end[0], last]];
  const longer: Ranges = [...ranges, [first, last]];
  return longer.length > MOST_RANGES ? mergeNearest(longer) : longer;
};

const mergeNearest = (ranges: Ranges): Ranges => {
  const gap = (i: number) => (ranges[i + 1]?.[0] ?? Number.POSITIVE_INFINITY) - (ranges[i]?.[1] ?? 0);
  let nearest = 0;
  for (let i = 1; i < ranges.length - 1; i++) if (gap(i) < gap(nearest)) nearest = i;
  const [left, right] = [ranges[nearest], ranges[nearest + 1]];
  return left === undefined || right === undefined
    ? ranges
    : [...ranges.slice(0, nearest), [left[0], right[1]], ...ranges.slice(nearest + 2)];
};

/** What `JSON.stringify` made of ranges, read back. */
export const parseRanges = (text: string): Ranges => JSON.parse(text) as Ranges;

/** Whether a chapter may hold a seq: ranges may cover more than it holds. */
export const mayHold = (ranges: Ranges | undefined, seq: number): boolean =>
  ranges?.some(([first, last]) => first <= seq && seq <= last) === true;
