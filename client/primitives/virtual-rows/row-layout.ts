export interface Keyed {
  readonly key: string;
}

/** Heights of rows by key and where each stands: measured rows as they are, the others as guessed. Pixels. */
export interface RowLayout<Row extends Keyed> {
  readonly count: () => number;
  readonly row: (index: number) => Row | undefined;
  readonly rows: () => readonly Row[];
  readonly indexOf: (key: string) => number | undefined;
  readonly setRows: (rows: readonly Row[]) => void;
  readonly isMeasured: (key: string) => boolean;
  /** Answers whether that is news. */
  readonly measured: (key: string, height: number) => boolean;
  /** Where a row begins, from the beginning of the first; for `count` and beyond: where the last one ends. */
  readonly offset: (index: number) => number;
  readonly height: (index: number) => number;
  /** The row that stands at an offset; the first or last when nothing does. 0 without rows. */
  readonly indexAt: (offset: number) => number;
}

/** Smaller differences are the browser's rounding. Pixels. */
const NOTHING = 0.1;
/** Heights of rows that left the window are kept, up to so many, in case the person scrolls back. */
const KEPT = 6_000;

export const makeRowLayout = <Row extends Keyed>(guess: (row: Row) => number): RowLayout<Row> => {
  const heights = new Map<string, number>();
  /** By row: a guess stays as it is until the row is measured. */
  const guesses = new WeakMap<Row, number>();
  let rows: readonly Row[] = [];
  let indexes = new Map<string, number>();
  /** `ends[i]`: where row i ends; right below `stale`. */
  const ends: number[] = [];
  let stale = 0;

  const height = (index: number): number => {
    const row = rows[index];
    return row === undefined ? 0 : (heights.get(row.key) ?? guessed(row));
  };
  const guessed = (row: Row): number => {
    const known = guesses.get(row) ?? guess(row);
    guesses.set(row, known);
    return known;
  };
  const sum = (): void => {
    for (let at = stale; at < rows.length; at++) ends[at] = (ends[at - 1] ?? 0) + height(at);
    stale = rows.length;
  };
  const offset = (index: number): number => {
    sum();
    return index <= 0 ? 0 : (ends[Math.min(index, rows.length) - 1] ?? 0);
  };

  return {
    count: () => rows.length,
    row: (index) => rows[index],
    rows: () => rows,
    indexOf: (key) => indexes.get(key),
    setRows: (next) => {
      // Mostly something comes at the end, and all before stays as it is.
      let same = 0;
      while (same < rows.length && rows[same] === next[same]) same++;
      if (same < rows.length) indexes = new Map(next.map((row, index) => [row.key, index]));
      else for (const [index, row] of next.slice(same).entries()) indexes.set(row.key, same + index);
      rows = next;
      ends.length = Math.min(ends.length, same);
      stale = Math.min(stale, same);
      if (heights.size <= KEPT) return;
      for (const key of heights.keys()) if (!indexes.has(key)) heights.delete(key);
    },
    isMeasured: (key) => heights.has(key),
    measured: (key, now) => {
      const index = indexes.get(key);
      const before = heights.get(key);
      if (before !== undefined && Math.abs(before - now) < NOTHING) return false;
      heights.set(key, now);
      if (index !== undefined) stale = Math.min(stale, index);
      return true;
    },
    offset,
    height,
    indexAt: (at) => {
      sum();
      let low = 0;
      let high = rows.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) > at) high = middle;
        else low = middle + 1;
      }
      return Math.max(0, low);
    },
  };
};
