import { onCleanup } from 'solid-js';

/** A jump's answer and the rows it moved to come one after the other; longer apart they do not come. ms */
const ARRIVAL = 3_000;

/** Waits for rows that a jump will bring. */
export interface Arrivals {
  /** Resolves when a row is there, or after a moment. */
  readonly of: (key: string) => Promise<void>;
  /** The list is another one. */
  readonly update: () => void;
}

export const createArrivals = (has: (key: string) => boolean): Arrivals => {
  const waiting = new Set<{ readonly key: string; readonly done: () => void }>();
  onCleanup(() => {
    for (const one of waiting) one.done();
  });
  return {
    of: (key) =>
      new Promise((resolve) => {
        if (has(key)) return resolve();
        const one = {
          key,
          done: () => {
            waiting.delete(one);
            clearTimeout(timer);
            resolve();
          },
        };
        const timer = setTimeout(one.done, ARRIVAL);
        waiting.add(one);
      }),
    update: () => {
      for (const one of waiting) if (has(one.key)) one.done();
    },
  };
};
