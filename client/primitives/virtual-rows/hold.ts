import { nearestSurvivor } from './anchor.ts';
import type { Keyed, RowLayout } from './row-layout.ts';

/** A row kept in the middle that is higher than the view begins here, below the floating day. Pixels. */
const TOP = 56;

/** What stays where it is: the end of the list, or a row. `middle`: the row is kept in the middle of the view. */
export type Hold =
  | { readonly kind: 'end' }
  | { readonly kind: 'row'; readonly key: string; readonly top: number | 'middle' };

/** Heights around the rows. Pixels. */
export interface Surroundings {
  readonly view: number;
  /** Where the rows begin in what is scrolled. */
  readonly start: number;
  /** What stands behind the rows. */
  readonly tail: number;
}

/** The row everything is placed by, as far as the list reaches; the index `count` stands for the end. */
export interface Pivot {
  readonly index: number;
  readonly top: number;
}

export const pivotOf = <Row extends Keyed>(
  layout: RowLayout<Row>,
  held: Hold,
  { view, start, tail }: Surroundings,
): Pivot => {
  const index = held.kind === 'row' ? layout.indexOf(held.key) : undefined;
  if (held.kind === 'end' || index === undefined) return { index: layout.count(), top: view - tail };
  const wanted = held.top === 'middle' ? Math.max(TOP, (view - layout.height(index)) / 2) : held.top;
  const below = layout.offset(layout.count()) - layout.offset(index) + tail;
  return { index, top: Math.min(start + layout.offset(index), Math.max(wanted, view - below)) };
};

/**
 * What to hold in a new list: the same, or the nearest remaining row when the held one is gone.
 * @param top where the held row stands in the view
 */
export const holdIn = <Row extends Keyed>(
  layout: RowLayout<Row>,
  held: Hold,
  top: () => number,
  entries: readonly Row[],
): Hold => {
  const has = new Set(entries.map(({ key }) => key));
  if (held.kind !== 'row' || has.has(held.key)) return held;
  const survivor = nearestSurvivor(layout, { key: held.key, top: top() }, (key) => has.has(key));
  if (survivor !== undefined) return { kind: 'row', ...survivor };
  const [first] = entries;
  return first === undefined ? held : { kind: 'row', key: first.key, top: 0 };
};
