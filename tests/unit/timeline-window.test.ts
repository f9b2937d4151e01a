import { describe, expect, it } from 'vitest';
import {
  joinRanges,
  meetsWindow,
  openingWindow,
  seqAfter,
  seqBefore,
  WINDOW,
  windowAround,
} from '../../client/replica/projections/timeline-window.ts';

const SIZES = { first: 10, step: 20, most: 50 };
/** Two chapters and a restored server between them. */
const HOLED = joinRanges([
  [1_000, 1_040],
  [1, 60],
  [41, 90],
]);

describe('windows', () => {
  it('TL-11 counts seqs over the holes that a restored server leaves', () => {
    expect(HOLED).toEqual([
      [1, 90],
      [1_000, 1_040],
    ]);
    expect(seqBefore(HOLED, 1_003, 10)).toBe(84);
    expect(seqBefore(HOLED, 5, 10)).toBe(1);
    expect(seqBefore([], 5, 10)).toBe(5);
    expect(seqAfter(HOLED, 85, 10)).toBe(1_004);
    expect(seqAfter(HOLED, 1_030, 10)).toBeUndefined();
  });

  it('TL-12 opens at the end, at the unread line, or around that line when the end is far', () => {
    const open = (after: number, upTo: number) => openingWindow([[1, 100]], { after, upTo }, SIZES);
    expect(open(100, 100)).toEqual({ from: 91, to: undefined });
    expect(open(98, 100)).toEqual({ from: 91, to: undefined });
    expect(open(85, 100)).toEqual({ from: 81, to: undefined });
    expect(open(40, 100)).toEqual({ from: 36, to: 50 });
    expect(open(0, 100)).toEqual({ from: 1, to: 10 });
  });

  it('TL-10 a window holds at least 50 messages where there are as many, and the chapters whose seqs meet it', () => {
    const ranges: readonly (readonly [number, number])[] = [[1, 1_000]];
    for (const after of [0, 1, 40, 500, 799, 800, 850, 951, 999, 1_000]) {
      const { from, to } = openingWindow(ranges, { after, upTo: 1_000 }, WINDOW);
      expect((to ?? 1_000) - from + 1).toBeGreaterThanOrEqual(50);
    }
    expect(openingWindow([[1, 12]], { after: 12, upTo: 12 }, WINDOW)).toEqual({ from: 1, to: undefined });
    const window = { from: 100, to: 200 };
    const met = [
      [1, 99],
      [1, 100],
      [150, 160],
      [200, 900],
      [201, 900],
    ] as const;
    expect(met.map((range) => meetsWindow(window, [range]))).toEqual([false, true, true, true, false]);
    expect(meetsWindow({ from: 100, to: undefined }, [[900, 950]])).toBe(true);
  });

  it('TL-13 a jump shows what stands before and behind', () => {
    expect(windowAround([[1, 100]], 50, SIZES)).toEqual({ from: 40, to: 60 });
    expect(windowAround([[1, 100]], 95, SIZES)).toEqual({ from: 85, to: undefined });
  });
});
