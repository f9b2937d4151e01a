import { createEffect, createSignal, onCleanup } from 'solid-js';

/** More than fit on a screen. */
const FIRST = 20;
/** Made in one go later: a fraction of a frame's time on a slow machine. */
const STEP = 10;
/** For browsers without idle callbacks. ms */
const SOON = 50;

/**
 * The rows of a list, at first only as many as one sees, then a few at a time while nothing else is to be done: a hundred
 * rows at once hold up the conversation one opens the app for.
 */
export const createGrowing = <Row>(all: () => readonly Row[]): (() => readonly Row[]) => {
  const [limit, setLimit] = createSignal(FIRST);
  createEffect(() => {
    if (limit() >= all().length) return;
    const grow = (): void => {
      setLimit((now) => now + STEP);
    };
    if (typeof requestIdleCallback === 'function') {
      const idle = requestIdleCallback(grow, { timeout: 1_000 });
      onCleanup(() => cancelIdleCallback(idle));
    } else {
      const timer = setTimeout(grow, SOON);
      onCleanup(() => clearTimeout(timer));
    }
  });
  return () => (all().length <= limit() ? all() : all().slice(0, limit()));
};
