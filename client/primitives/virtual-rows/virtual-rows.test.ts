import { describe, expect, test } from 'vitest';
import { anchorAt, nearestSurvivor, placementFor, rangeAround } from './anchor.ts';
import { makeRowLayout, type RowLayout } from './row-layout.ts';

interface Row {
  readonly key: string;
}
const rows = (...keys: readonly string[]): readonly Row[] => keys.map((key) => ({ key }));
const layoutOf = (heights: Readonly<Record<string, number>>): RowLayout<Row> => {
  const layout = makeRowLayout<Row>(() => 50);
  layout.setRows(rows(...Object.keys(heights)));
  for (const [key, height] of Object.entries(heights)) layout.measured(key, height);
  return layout;
};

describe('heights of rows', () => {
  test('SCR-1 are guessed until they are measured, and kept by key whatever the list becomes', () => {
    const layout = makeRowLayout<Row>(() => 50);
    layout.setRows(rows('a', 'b', 'c'));
    expect([layout.offset(0), layout.offset(1), layout.offset(3)]).toEqual([0, 50, 150]);
    expect(layout.measured('b', 80)).toBe(true);
    expect(layout.measured('b', 80.01)).toBe(false);
    expect([layout.offset(1), layout.offset(2), layout.offset(3)]).toEqual([50, 130, 180]);
    layout.setRows(rows('x', 'y', 'b', 'c'));
    expect([layout.offset(2), layout.offset(3), layout.height(2)]).toEqual([100, 180, 80]);
    expect([layout.indexOf('b'), layout.indexOf('a')]).toEqual([2, undefined]);
  });
  test('SCR-1 tell which row stands where', () => {
    const layout = layoutOf({ a: 40, b: 100, c: 10 });
    expect([-5, 0, 39.9, 40, 139, 140, 149, 400].map(layout.indexAt)).toEqual([0, 0, 0, 1, 1, 2, 2, 2]);
    expect(makeRowLayout<Row>(() => 1).indexAt(3)).toBe(0);
  });
});

describe('the anchor', () => {
  test('SCR-2 is the first row that begins in view, or the one that fills it', () => {
    const layout = layoutOf({ a: 100, b: 100, long: 900, c: 100 });
    expect(anchorAt(layout, 0, 500)).toEqual({ key: 'a', top: 0 });
    expect(anchorAt(layout, 30, 500)).toEqual({ key: 'b', top: 70 });
    expect(anchorAt(layout, 300, 500)).toEqual({ key: 'long', top: -100 });
    expect(anchorAt(layout, 1_000, 500)).toEqual({ key: 'c', top: 100 });
    expect(anchorAt(layoutOf({}), 0, 500)).toBeUndefined();
  });
  test('SCR-2 when its row goes, is the nearest remaining row in its own place; rows below first', () => {
    const layout = layoutOf({ a: 100, b: 40, c: 60, d: 10 });
    const anchor = { key: 'b', top: 20 };
    expect(nearestSurvivor(layout, anchor, (key) => key !== 'b')).toEqual({ key: 'c', top: 60 });
    expect(nearestSurvivor(layout, anchor, (key) => key === 'a')).toEqual({ key: 'a', top: -80 });
    expect(nearestSurvivor(layout, anchor, () => false)).toBeUndefined();
  });
  test('SCR-2 tells which rows are in view around it, and at the end', () => {
    const layout = layoutOf({ a: 100, b: 100, c: 100, d: 100, e: 100 });
    expect(rangeAround(layout, 2, 50, 200, 0)).toEqual({ from: 1, to: 4 });
    expect(rangeAround(layout, 2, 50, 200, 100)).toEqual({ from: 0, to: 5 });
    expect(rangeAround(layout, 5, 200, 200, 0)).toEqual({ from: 3, to: 5 });
    expect(rangeAround(layoutOf({}), 0, 0, 200, 50)).toEqual({ from: 0, to: 0 });
  });
});

describe('keeping the anchor where it is', () => {
  const at = { start: 72, top: 10, scrollTop: 5_000 };
  test('SCR-3 while a person scrolls, growth above is absorbed in the room above, and nothing is scrolled', () => {
    expect(placementFor({ ...at, offset: 5_338, first: 4_000, moving: true })).toEqual({
      slack: -400,
      scrollTop: 5_000,
    });
    expect(placementFor({ ...at, offset: 4_738, first: 4_000, moving: true })).toEqual({
      slack: 200,
      scrollTop: 5_000,
    });
  });
  test('SCR-3 at rest, at the beginning, and when the room is used up, the rows stand where their heights say', () => {
    const rest = { slack: 0, scrollTop: 5_400 };
    expect(placementFor({ ...at, offset: 5_338, first: 4_000, moving: false })).toEqual(rest);
    expect(placementFor({ ...at, offset: 5_338, first: 0, moving: true })).toEqual(rest);
    expect(placementFor({ ...at, offset: 5_338, first: 2_300, moving: true })).toEqual(rest);
  });
});
