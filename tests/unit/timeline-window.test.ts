import { describe, expect, it } from 'vitest';
import {
  joinRanges,
  openingWindow,
  seqAfter,
  seqBefore,
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

  it('TL-13 a jump shows what stands before and behind', () => {
    expect(windowAround([[1, 100]], 50, SIZES)).toEqual({ from: 40, to: 60 });
    expect(windowAround([[1, 100]], 95, SIZES)).toEqual({ from: 85, to: undefined });
  });
});
