import { createEffect, createSignal, onCleanup } from 'solid-js';

/** As many as a screen shows. */
const SCREEN = 15;
/** Made in one go, so that no task is long: while an app starts a row takes some milliseconds. */
const STEP = 5;
/** For browsers without idle callbacks. ms */
const SOON = 50;

/**
 * The rows of a list, a few at a time: those in view at once, the others while nothing else is to be done. A hundred
 * rows in one go would delay the conversation that a person opens the app for.
 */
export const createGrowingRows = <Row>(all: () => readonly Row[]): (() => readonly Row[]) => {
  const [limit, setLimit] = createSignal(STEP);
  createEffect(() => {
    if (limit() >= all().length) return;
    const grow = (): void => {
      setLimit((now) => now + STEP);
    };
    if (limit() < SCREEN) {
      const timer = setTimeout(grow);
      onCleanup(() => clearTimeout(timer));
    } else if (typeof requestIdleCallback === 'function') {
      const idle = requestIdleCallback(grow, { timeout: 1_000 });
      onCleanup(() => cancelIdleCallback(idle));
    } else {
      const timer = setTimeout(grow, SOON);
      onCleanup(() => clearTimeout(timer));
    }
  });
  return () => (all().length <= limit() ? all() : all().slice(0, limit()));
};
