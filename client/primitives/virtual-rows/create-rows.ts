import { createSignal, onCleanup } from 'solid-js';
import { anchorAt, nearestSurvivor, placementFor, type Range, rangeAround } from './anchor.ts';
import { type Keyed, makeRowLayout, type RowLayout } from './row-layout.ts';

/** Rows are rendered so far beyond the view, and stay until they are twice as far. Pixels. */
const AHEAD = 800;
/** At most so many are rendered in one frame: what is in view comes first, and scrolling must not stutter. */
const STEP = 6;
/** So long without a movement, scrolling is over. ms */
const IDLE = 160;
/** Rows that a new list leaves too far away are removed this much later, not in the frame that shows the new ones. ms */
const TIDY = 300;
/** A row kept in the middle that is higher than the view begins here, below the floating day. Pixels. */
const TOP = 56;
/** Measuring rows that came into view may bring more into view; more rounds than this would be a bug. */
const ROUNDS = 8;

/** What stays where it is: the end of the list, or a row. `middle`: the row is kept in the middle of the view. */
type Hold = { readonly kind: 'end' } | { readonly kind: 'row'; readonly key: string; readonly top: number | 'middle' };

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
  const [mounted, setMounted] = createSignal<readonly Row[]>([]);
  const keys = new WeakMap<Element, string>();
  const elements = new Map<string, HTMLElement>();
  let scroller: HTMLElement | undefined;
  let list: HTMLElement | undefined;
  let width = 760;
  const layout = makeRowLayout<Row>((row) => on.guess(row, width));
  let range: Range = { from: 0, to: 0 };
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

  /** The row everything is placed by, as far as the list reaches; `count` stands for the end. */
  const pivot = (): { readonly index: number; readonly top: number } => {
    const index = held.kind === 'row' ? layout.indexOf(held.key) : undefined;
    if (held.kind === 'end' || index === undefined) return { index: layout.count(), top: view() - tail };
    const wanted = held.top === 'middle' ? Math.max(TOP, (view() - layout.height(index)) / 2) : held.top;
    const below = layout.offset(layout.count()) - layout.offset(index) + tail;
    return { index, top: Math.min(start + layout.offset(index), Math.max(wanted, view() - below)) };
  };

  const observer = new ResizeObserver((changes) => {
    let isNews = false;
    for (const { target, borderBoxSize } of changes) {
      const key = keys.get(target);
      const height = borderBoxSize[0]?.blockSize;
      if (key !== undefined && height !== undefined && target.isConnected)
        isNews = layout.measured(key, height) || isNews;
    }
    if (isNews) {
      // No rows are made here, only room: the observer would complain of what it cannot tell any more in this frame.
      place();
      later();
    }
  });
  const frames = new ResizeObserver(() => {
    if (scroller !== undefined) width = scroller.clientWidth;
    place();
    later();
  });

  const mount = (next: Range): void => {
    if (next.from === range.from && next.to === range.to) return;
    range = next;
    show();
  };
  const show = (): void => {
    const active = document.activeElement;
    const row = active === null ? null : active.closest('[data-row]');
    const focused = row !== null && list?.contains(row) ? keys.get(row) : undefined;
    setMounted(layout.rows().slice(range.from, range.to));
    for (const entry of mounted()) {
      if (layout.isMeasured(entry.key)) continue;
      const element = elements.get(entry.key);
      if (element !== undefined) layout.measured(entry.key, element.getBoundingClientRect().height);
    }
    if (focused !== undefined && !elements.has(focused)) on.focusLost(focused);
  };

  /** Renders what is in view, and some rows near it. Returns whether nothing is left to do. */
  const fill = (tidies: boolean): boolean => {
    const around = (beyond: number): Range => {
      const { index, top } = pivot();
      return rangeAround(layout, index, top, view(), beyond);
    };
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
    const isWide = from < keep.from || to > keep.to;
    mount(tidies ? { from: Math.max(from, keep.from), to: Math.min(to, keep.to) } : { from, to });
    if (isWide && !tidies)
      tidy ??= setTimeout(() => {
        tidy = undefined;
        later();
      }, TIDY);
    return range.from <= want.from && range.to >= want.to;
  };

  /** Gives the rooms their heights and the scroller its place. */
  const place = (): void => {
    if (scroller === undefined || list === undefined) return;
    const { index, top } = pivot();
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

  /** Holds the nearest remaining row when the held one is gone. */
  const moveHold = (entries: readonly Row[]): void => {
    const has = new Set(entries.map(({ key }) => key));
    if (held.kind !== 'row' || has.has(held.key)) return;
    const survivor = nearestSurvivor(layout, { key: held.key, top: pivot().top }, (key) => has.has(key));
    const [first] = entries;
    if (survivor !== undefined) held = { kind: 'row', ...survivor };
    else if (first !== undefined) held = { kind: 'row', key: first.key, top: 0 };
  };

  const settle = (tidies = true): void => {
    if (scroller === undefined || list === undefined || view() === 0) return;
    start = list.offsetTop;
    tail = scroller.scrollHeight - start - list.offsetHeight;
    const isComplete = fill(tidies);
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
    observer.disconnect();
    frames.disconnect();
    clearTimeout(idle);
    clearTimeout(tidy);
    if (frame !== undefined) cancelAnimationFrame(frame);
  });

  return {
    mounted,
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
    setRow: (key, element) => {
      keys.set(element, key);
      elements.set(key, element);
      observer.observe(element);
      onCleanup(() => {
        observer.unobserve(element);
        if (elements.get(key) === element) elements.delete(key);
      });
    },
    setEntries: (entries, instead) => {
      // Looking where the scroller is lays everything out, also what is about to change.
      if (instead === undefined) follow();
      else {
        held = instead;
        movedAt = Number.NEGATIVE_INFINITY;
      }
      const made = layout.rows().slice(range.from, range.to);
      // Rows keep their identity; reading all their keys would cost more than the rest.
      const stays = new Set(entries);
      const isThere = (key: string): boolean => {
        const row = layout.row(layout.indexOf(key) ?? -1);
        return row !== undefined && stays.has(row);
      };
      if (made.length > 0 && !made.some((row) => stays.has(row))) on.adrift();
      if (held.kind === 'row' && !isThere(held.key)) moveHold(entries);
      layout.setRows(entries);
      // The rows that are made keep their places in the new list as far as they are in it.
      const from = layout.indexOf(made.find((row) => stays.has(row))?.key ?? '');
      // Rows that arrive at a held end are in view: they are made now and measured with the others.
      const more = held.kind === 'end' ? STEP : 0;
      range =
        from === undefined ? { from: 0, to: 0 } : { from, to: Math.min(layout.count(), from + made.length + more) };
      show();
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
