import { onCleanup } from 'solid-js';
import { anchorAt, placementFor, rangeAround } from './anchor.ts';
import { createMountedRows, STEP } from './create-mounted-rows.ts';
import { type Hold, holdIn, type Pivot, pivotOf } from './hold.ts';
import { type Keyed, makeRowLayout, type RowLayout } from './row-layout.ts';

/** So long without a movement, scrolling is over. ms */
const IDLE = 160;
/** Rows that a new list leaves too far away are removed this much later, not in the frame that shows the new ones. ms */
const TIDY = 300;
/** Which rows are in view. */
interface RowsInView {
  /** Index of the first and the last row in view. */
  readonly first: number;
  readonly last: number;
  /** What is hidden below. Pixels. */
  readonly toEnd: number;
}

export interface Rows<Row extends Keyed> {
  readonly mounted: () => readonly Row[];
  readonly layout: RowLayout<Row>;
  readonly setScroller: (element: HTMLElement) => void;
  /** The element of the rows, with room before the first and behind the last. */
  readonly setList: (element: HTMLElement) => void;
  readonly setRow: (key: string, element: HTMLElement) => void;
  /** The list is another one; shows it with what is held where it was, or with something else held. */
  readonly setEntries: (entries: readonly Row[], instead?: Hold) => void;
  readonly hold: (what: Hold) => void;
  readonly held: () => Hold;
  /** How far below the upper edge of the view a row begins. */
  readonly topOf: (index: number) => number;
  readonly inView: () => RowsInView;
  readonly viewHeight: () => number;
}

/**
 * A list that renders only rows near the view, in the flow of the page between two rooms that take the place of the rest.
 * Each row is measured before it is painted, so that one row can be held in its place whatever happens around it.
 * What is held, where the scroller was left, and who moved it change together: one function owns them.
 */
export const createRows = <Row extends Keyed>(on: {
  /** The height of a row that was never rendered, estimated. Pixels. */
  readonly guess: (row: Row, width: number) => number;
  /** Somebody scrolled. */
  readonly moved: () => void;
  /** Rows stand where they belong after a change of any kind. */
  readonly settled: () => void;
  /** The row with the focus is no longer rendered. */
  readonly focusLost: (key: string) => void;
  /** Nothing of what was near the view is in the list any more. */
  readonly adrift: () => void;
  /** Whether the end of the list is the end of all there is, to which the view may be held. */
  readonly endsHere: () => boolean;
}): Rows<Row> => {
  let scroller: HTMLElement | undefined;
  let list: HTMLElement | undefined;
  let width = 760;
  const layout = makeRowLayout<Row>((row) => on.guess(row, width));
  let held: Hold = { kind: 'end' };
  let slack = 0;
  /** Where the rows begin in what is scrolled, and what stands behind them. Pixels. */
  let start = 0;
  let tail = 0;
  /** Where this code left the scroller; anywhere else a person moved it. */
  let expected = 0;
  let movedAt = Number.NEGATIVE_INFINITY;
  let frame: number | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let tidy: ReturnType<typeof setTimeout> | undefined;
  /** The room before and behind the rows, as it was set last. */
  let rooms = '';

  const view = (): number => scroller?.clientHeight ?? 0;
  const toEnd = (): number =>
    scroller === undefined ? 0 : scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  const isMoving = (): boolean => performance.now() - movedAt < IDLE;

  const pivot = (): Pivot => pivotOf(layout, held, { view: view(), start, tail });

  const rendered = createMountedRows({
    layout,
    list: () => list,
    onResized: () => {
      // No rows are made here, only room: the observer would complain of what it cannot tell any more in this frame.
      place();
      later();
    },
    onFocusLost: on.focusLost,
  });
  const frames = new ResizeObserver(() => {
    if (scroller !== undefined) width = scroller.clientWidth;
    place();
    later();
  });

  /** Gives the rooms their heights and the scroller its place. */
  const place = (): void => {
    if (scroller === undefined || list === undefined) return;
    const { index, top } = pivot();
    const range = rendered.range();
    const first = layout.offset(range.from);
    const room = (before: number): void => {
      const next = `${before}px ${layout.offset(layout.count()) - layout.offset(range.to)}px`;
      if (next !== rooms) list?.style.setProperty('padding-block', next);
      rooms = next;
    };
    if (index === layout.count()) {
      slack = 0;
      room(first);
      scroller.scrollTop = scroller.scrollHeight;
    } else {
      const placement = placementFor({
        start,
        offset: layout.offset(index),
        first,
        top,
        scrollTop: scroller.scrollTop,
        moving: isMoving(),
      });
      slack = placement.slack;
      room(first + slack);
      if (Math.abs(scroller.scrollTop - placement.scrollTop) > 0.5) scroller.scrollTop = placement.scrollTop;
    }
    expected = scroller.scrollTop;
  };

  /** A person scrolled since the last check: what they see now stays in place. */
  const follow = (): boolean => {
    if (scroller === undefined || Math.abs(scroller.scrollTop - expected) <= 1) return false;
    expected = scroller.scrollTop;
    movedAt = performance.now();
    const anchor = anchorAt(layout, expected - start - slack, view());
    held = (toEnd() <= 1 && on.endsHere()) || anchor === undefined ? { kind: 'end' } : { kind: 'row', ...anchor };
    clearTimeout(idle);
    idle = setTimeout(later, IDLE + 10);
    return true;
  };

  const settle = (tidies = true): void => {
    if (scroller === undefined || list === undefined || view() === 0) return;
    start = list.offsetTop;
    tail = scroller.scrollHeight - start - list.offsetHeight;
    const around = (beyond: number) => {
      const { index, top } = pivot();
      return rangeAround(layout, index, top, view(), beyond);
    };
    const { isComplete, isTooMuch } = rendered.fill(around, tidies);
    if (isTooMuch && !tidies)
      tidy ??= setTimeout(() => {
        tidy = undefined;
        later();
      }, TIDY);
    place();
    if (!isComplete) later();
    on.settled();
  };
  const later = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      if (follow()) on.moved();
      settle();
    });
  };
  onCleanup(() => {
    frames.disconnect();
    clearTimeout(idle);
    clearTimeout(tidy);
    if (frame !== undefined) cancelAnimationFrame(frame);
  });

  return {
    mounted: rendered.mounted,
    layout,
    setScroller: (element) => {
      scroller = element;
      const scrolled = (): void => {
        if (!follow()) return;
        on.moved();
        settle();
      };
      element.addEventListener('scroll', scrolled, { passive: true });
      onCleanup(() => element.removeEventListener('scroll', scrolled));
      frames.observe(element);
    },
    setList: (element) => {
      list = element;
    },
    setRow: rendered.setRow,
    setEntries: (entries, instead) => {
      // Looking where the scroller is lays everything out, also what is about to change.
      if (instead === undefined) follow();
      else {
        held = instead;
        movedAt = Number.NEGATIVE_INFINITY;
      }
      const before = rendered.range();
      const made = layout.rows().slice(before.from, before.to);
      // Rows keep their identity; reading all their keys would cost more than the rest.
      const stays = new Set(entries);
      const isThere = (key: string): boolean => {
        const row = layout.row(layout.indexOf(key) ?? -1);
        return row !== undefined && stays.has(row);
      };
      if (made.length > 0 && !made.some((row) => stays.has(row))) on.adrift();
      if (held.kind === 'row' && !isThere(held.key)) held = holdIn(layout, held, () => pivot().top, entries);
      layout.setRows(entries);
      // The rows that are made keep their places in the new list as far as they are in it.
      const from = layout.indexOf(made.find((row) => stays.has(row))?.key ?? '');
      // Rows that arrive at a held end are in view: they are made now and measured with the others.
      const more = held.kind === 'end' ? STEP : 0;
      rendered.setRange(
        from === undefined ? { from: 0, to: 0 } : { from, to: Math.min(layout.count(), from + made.length + more) },
      );
      settle(false);
    },
    hold: (what) => {
      held = what;
      if (scroller !== undefined) expected = scroller.scrollTop;
      movedAt = Number.NEGATIVE_INFINITY;
      settle();
    },
    held: () => held,
    topOf: (index) => start + slack + layout.offset(index) - (scroller?.scrollTop ?? 0),
    inView: () => {
      const at = (scroller?.scrollTop ?? 0) - start - slack;
      return { first: layout.indexAt(at), last: layout.indexAt(at + view() - 1), toEnd: toEnd() };
    },
    viewHeight: view,
  };
};
