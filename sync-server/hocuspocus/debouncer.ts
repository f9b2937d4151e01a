import type { Hocuspocus } from '@hocuspocus/server';
import type { Timers } from '../timers.ts';

interface Waiting {
  /** When the first of several joined requests was made. */
  readonly since: number;
  readonly run: () => Promise<unknown>;
  readonly cancel: () => void;
}

/**
 * Hocuspocus' debouncer with injected timers, since its own always use the process's.
 * @param now ms, never set back
 * @param afterRun called when the work of an id has run
 */
export const createDebouncer = (
  timers: Pick<Timers, 'setTimer'>,
  now: () => number,
  afterRun: (id: string) => void,
): Hocuspocus['debouncer'] => {
  const waiting = new Map<string, Waiting>();
  const running = new Map<string, Promise<unknown>>();

  return {
    debounce: async (id, func, debounce, maxDebounce) => {
      const before = waiting.get(id);
      const since = before?.since ?? now();
      before?.cancel();
      const run = async (): Promise<unknown> => {
        waiting.delete(id);
        await running.get(id);
        const execution = Promise.resolve(func());
        running.set(id, execution);
        try {
          return await execution;
        } finally {
          running.delete(id);
          afterRun(id);
        }
      };
      if (debounce === 0 || now() - since >= maxDebounce) return run();
      waiting.set(id, { since, run, cancel: timers.setTimer(debounce, () => void run()) });
    },
    executeNow: (id) => {
      const one = waiting.get(id);
      one?.cancel();
      return one?.run();
    },
    isDebounced: (id) => waiting.has(id),
    isCurrentlyExecuting: (id) => running.has(id),
  };
};
