import { createSignal, onCleanup } from 'solid-js';
import type { Range } from './anchor.ts';
import type { Keyed, RowLayout } from './row-layout.ts';

/** Rows are rendered so far beyond the view, and stay until they are twice as far. Pixels. */
const AHEAD = 800;
/** At most so many are rendered in one frame: what is in view comes first, and scrolling must not stutter. */
export const STEP = 6;
/** Measuring rows that came into view may bring more into view; more rounds than this would be a bug. */
const ROUNDS = 8;

/** The rows that are rendered, each measured before it is painted. */
export interface MountedRows<Row extends Keyed> {
  readonly mounted: () => readonly Row[];
  readonly range: () => Range;
  /** Renders other rows. */
  readonly setRange: (range: Range) => void;
  /**
   * Renders what is in view, and some rows near it.
   * @param around the rows that are at most so far from the view
   * @param tidies rows that are too far away are removed
   */
  readonly fill: (
    around: (beyond: number) => Range,
    tidies: boolean,
  ) => { readonly isComplete: boolean; readonly isTooMuch: boolean };
  readonly setRow: (key: string, element: HTMLElement) => void;
}

export const createMountedRows = <Row extends Keyed>(deps: {
  readonly layout: RowLayout<Row>;
  readonly list: () => HTMLElement | undefined;
  /** A rendered row has another height now. */
  readonly onResized: () => void;
  /** The row with the focus is no longer rendered. */
  readonly onFocusLost: (key: string) => void;
}): MountedRows<Row> => {
  const { layout } = deps;
  const [mounted, setMounted] = createSignal<readonly Row[]>([]);
  const keys = new WeakMap<Element, string>();
  const elements = new Map<string, HTMLElement>();
  let range: Range = { from: 0, to: 0 };

  const observer = new ResizeObserver((changes) => {
    let isNews = false;
    for (const { target, borderBoxSize } of changes) {
      const key = keys.get(target);
      const height = borderBoxSize[0]?.blockSize;
      if (key !== undefined && height !== undefined && target.isConnected)
        isNews = layout.measured(key, height) || isNews;
    }
    if (isNews) deps.onResized();
  });
  onCleanup(() => observer.disconnect());

  const setRange = (next: Range): void => {
    range = next;
    const active = document.activeElement;
    const row = active === null ? null : active.closest('[data-row]');
    const focused = row !== null && deps.list()?.contains(row) ? keys.get(row) : undefined;
    setMounted(layout.rows().slice(range.from, range.to));
    for (const entry of mounted()) {
      if (layout.isMeasured(entry.key)) continue;
      const element = elements.get(entry.key);
      if (element !== undefined) layout.measured(entry.key, element.getBoundingClientRect().height);
    }
    if (focused !== undefined && !elements.has(focused)) deps.onFocusLost(focused);
  };
  const mount = (next: Range): void => {
    if (next.from !== range.from || next.to !== range.to) setRange(next);
  };

  return {
    mounted,
    range: () => range,
    setRange,
    fill: (around, tidies) => {
      for (let round = 0; round < ROUNDS; round++) {
        const need = around(0);
        if (need.from >= range.from && need.to <= range.to) break;
        const apart = need.from > range.to || need.to < range.from;
        mount(apart ? need : { from: Math.min(need.from, range.from), to: Math.max(need.to, range.to) });
      }
      const want = around(AHEAD);
      const keep = around(2 * AHEAD);
      const from = Math.max(range.from - STEP, Math.min(want.from, range.from));
      const to = Math.min(range.to + STEP, Math.max(want.to, range.to));
      const isTooMuch = from < keep.from || to > keep.to;
      mount(tidies ? { from: Math.max(from, keep.from), to: Math.min(to, keep.to) } : { from, to });
      return { isComplete: range.from <= want.from && range.to >= want.to, isTooMuch };
    },
    setRow: (key, element) => {
      keys.set(element, key);
      elements.set(key, element);
      observer.observe(element);
      onCleanup(() => {
        observer.unobserve(element);
        if (elements.get(key) === element) elements.delete(key);
      });
    },
  };
};
