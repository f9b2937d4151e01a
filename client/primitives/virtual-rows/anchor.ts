import type { Keyed, RowLayout } from './row-layout.ts';

/** A row and how far below the upper edge of the view it begins (negative: above it). Pixels. */
export interface Anchor {
  readonly key: string;
  readonly top: number;
}

/** Rows from `from` up to but without `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The row that should stay where it is whatever happens around it: the first that begins in the view, or the one that
 * fills it. What grows at the end of a row that has begun above then moves nothing that is being read.
 *
 * @param at how far the upper edge of the view is from the beginning of the first row
 */
export const anchorAt = <Row extends Keyed>(layout: RowLayout<Row>, at: number, view: number): Anchor | undefined => {
  if (layout.count() === 0) return undefined;
  const first = layout.indexAt(at);
  const next = layout.offset(first + 1) - at;
  const begins = layout.offset(first) >= at;
  const index = begins || next > view * 0.6 || first + 1 >= layout.count() ? first : first + 1;
  const row = layout.row(index);
  return row === undefined ? undefined : { key: row.key, top: layout.offset(index) - at };
};

/** Rows that are in view, or at most `beyond` away from it, when a row stands at `top`. `index` may be `count`: the end. */
export const rangeAround = <Row extends Keyed>(
  layout: RowLayout<Row>,
  index: number,
  top: number,
  view: number,
  beyond: number,
): Range => {
  if (layout.count() === 0) return { from: 0, to: 0 };
  const at = layout.offset(index) - top;
  return { from: layout.indexAt(at - beyond), to: layout.indexAt(at + view + beyond - 0.01) + 1 };
};

/**
 * Where to hold when the anchor's row is gone: the nearest row that is still there, at the place where it stood. Rows
 * below are asked first, as people read downwards. undefined: nothing is left.
 */
export const nearestSurvivor = <Row extends Keyed>(
  before: RowLayout<Row>,
  anchor: Anchor,
  has: (key: string) => boolean,
): Anchor | undefined => {
  const index = before.indexOf(anchor.key);
  if (index === undefined) return undefined;
  const at = (row: number): Anchor | undefined => {
    const key = before.row(row)?.key;
    if (key === undefined || !has(key)) return undefined;
    return { key, top: anchor.top + before.offset(row) - before.offset(index) };
  };
  for (let distance = 0; distance < before.count(); distance++) {
    const found = at(index + distance) ?? at(index - distance);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Room that must stay above the first row that is made, so that scrolling does not hit the edge too early. Pixels. */
const ROOM = 2_000;

/**
 * How to keep an anchor where it is. `slack` is by how much the rows stand lower than their heights say: taking a
 * difference into it moves nothing and needs no scrolling, which would stop a finger's momentum.
 */
export interface Placement {
  readonly slack: number;
  readonly scrollTop: number;
}

/**
 * @param args.start where the first row begins in what is scrolled
 * @param args.offset of the anchor's row; `args.first` that of the first row that is made
 * @param args.moving a person is scrolling: rather take up slack than scroll
 */
export const placementFor = (args: {
  readonly start: number;
  readonly offset: number;
  readonly first: number;
  readonly top: number;
  readonly scrollTop: number;
  readonly moving: boolean;
}): Placement => {
  const { start, offset, first, top, scrollTop, moving } = args;
  const slack = scrollTop + top - start - offset;
  // At the very beginning there is nothing above that could give way.
  if (moving && first > 0 && first + slack >= Math.min(first, ROOM)) return { slack, scrollTop };
  return { slack: 0, scrollTop: Math.max(0, start + offset - top) };
};
