import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { VirtualizerHandle } from 'virtua/solid';
import type { Timeline } from '../topics/create-topic.ts';
import { foreignAfter } from './new-entries.ts';

/** So near to the end counts as at the end: half a line of text. Pixels. */
const AT_END = 24;
/** So near to the beginning older messages are asked for: about one screen. Pixels. */
const NEAR_BEGINNING = 900;

export interface Scroll {
  readonly setElement: (element: HTMLElement) => void;
  readonly setHandle: (handle: VirtualizerHandle | undefined) => void;
  readonly moved: () => void;
  readonly resized: () => void;
  readonly toEnd: () => void;
  readonly atEnd: () => boolean;
  /** The newest message is in view; false until the first entries stand where they belong. */
  readonly newestInView: () => boolean;
  /** How many messages of others came below what one reads. */
  readonly below: () => number;
}

/**
 * Keeps to the end only when one is at the end; otherwise what one reads does not move. Opens at the unread line.
 */
export const createScroll = (timeline: Timeline, loadOlder: () => void): Scroll => {
  let element: HTMLElement | undefined;
  let handle: VirtualizerHandle | undefined;
  /** Where one is held until one scrolls away: rows are measured late and move the end. */
  let held: 'end' | 'unread' | 'free' = 'end';
  let opened = false;
  let seen: string | undefined;
  let lastTop = 0;
  let lastHeight = 0;
  const [atEnd, setAtEnd] = createSignal(true);
  const [placed, setPlaced] = createSignal(false);
  const [below, setBelow] = createSignal(0);

  const lastKey = (): string | undefined => timeline.entries.at(-1)?.key;
  const stick = (): void => {
    if (element === undefined || handle === undefined) return;
    if (held === 'end') element.scrollTop = element.scrollHeight;
    if (held === 'unread') {
      const at = timeline.entries.findIndex((entry) => entry.kind === 'unread');
      if (at >= 0) handle.scrollToIndex(at, { align: 'start', offset: -96 });
    }
  };
  const look = (): void => {
    if (element === undefined) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END;
    setAtEnd(end);
    if (end) {
      seen = lastKey();
      setBelow(0);
    }
    const { info } = timeline;
    if (opened && element.scrollTop < NEAR_BEGINNING && info.ready && info.hasOlder && !info.loadingOlder) loadOlder();
  };
  const toEnd = (): void => {
    held = 'end';
    // By the list's own way first: that ends a jump of its own that still waits for measures.
    handle?.scrollToIndex(timeline.entries.length - 1, { align: 'end' });
    stick();
    look();
  };

  createEffect(
    on(
      () => [timeline.info.ready, timeline.entries.length, lastKey()] as const,
      ([ready, length]) => {
        if (!opened && ready && length > 0) {
          opened = true;
          // Rows are measured in the next frame; until then nothing can be said about what is in view.
          requestAnimationFrame(() => requestAnimationFrame(() => setPlaced(true)));
          const unread = timeline.entries.some((entry) => entry.kind === 'unread');
          held = unread ? 'unread' : 'end';
          seen = lastKey();
        } else if (opened && held !== 'end') {
          const last = timeline.entries.at(-1);
          // One's own new message is what one wants to see.
          if (last?.kind === 'message' && last.own && last.key !== seen && last.seq === 0 && !timeline.prepending())
            held = 'end';
          else setBelow(foreignAfter(timeline.entries, seen).length);
        }
        queueMicrotask(() => {
          stick();
          look();
        });
      },
    ),
  );
  // A person's own movement ends the hold; the list's corrections do not.
  const release = (): void => {
    if (element === undefined) return;
    requestAnimationFrame(() => {
      if (element === undefined) return;
      held = element.scrollHeight - element.scrollTop - element.clientHeight <= AT_END ? 'end' : 'free';
      look();
    });
  };
  const inputs = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;
  onCleanup(() => {
    for (const name of inputs) element?.removeEventListener(name, release);
  });

  return {
    setElement: (made) => {
      element = made;
      for (const name of inputs) made.addEventListener(name, release, { passive: true });
      const observer = new ResizeObserver(() => {
        stick();
        look();
      });
      observer.observe(made);
      onCleanup(() => observer.disconnect());
    },
    setHandle: (made) => {
      handle = made;
    },
    moved: () => {
      if (element === undefined) return;
      const { scrollTop, scrollHeight, clientHeight } = element;
      // Upwards while nothing was measured anew: a person did that, with the wheel, a key, a finger or the bar.
      if (scrollTop < lastTop - 1 && scrollHeight === lastHeight) held = 'free';
      // Momentum and dragged bars end after their last event; being at the end is what counts.
      if (held === 'free' && scrollHeight - scrollTop - clientHeight <= 1) held = 'end';
      lastTop = scrollTop;
      lastHeight = scrollHeight;
      look();
    },
    resized: stick,
    toEnd,
    atEnd,
    newestInView: () => placed() && atEnd(),
    below,
  };
};
