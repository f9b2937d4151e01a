import { createEffect, createSignal, onCleanup } from 'solid-js';

/** As many as a screen shows. */
const FIRST = 15;
/** Made in one go later, so that no frame is late. */
const STEP = 5;
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
