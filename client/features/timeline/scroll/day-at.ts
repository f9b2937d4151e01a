import type { TimelineEntry } from '../../../channel/timeline-view.ts';

/** The day of what is at the upper edge. `push`: how far the next day's line moves it up. Pixels. */
export interface FloatingDay {
  readonly at: number;
  readonly push: number;
}

/** So much of a day's own line is above the end of its words. Pixels. */
const WORDS = 36;
/** The floating one gives way to a line that begins nearer to the edge than this. Pixels. */
const ROOM = 30;

/**
 * The day that floats at the upper edge; undefined while its own line is still in view.
 * @param first index of the first row in view @param topOf how far below the upper edge a row begins
 */
export const dayAt = (
  rows: readonly TimelineEntry[],
  first: number,
  topOf: (index: number) => number,
): FloatingDay | undefined => {
  let index = Math.min(first, rows.length - 1);
  while (index > 0 && rows[index]?.kind !== 'day') index--;
  const line = rows[index];
  if (line?.kind !== 'day' || topOf(index) + WORDS > 0) return undefined;
  for (let next = first + 1; next < rows.length && topOf(next) < ROOM; next++)
    if (rows[next]?.kind === 'day') return { at: line.at, push: Math.round(ROOM - Math.max(0, topOf(next))) };
  return { at: line.at, push: 0 };
};
