import type { Timers } from '../../timers.ts';

/** ms between two looks at most as often as this, and how soon a failed one is repeated. */
const PAUSE_MS = 1_000;

/**
 * Runs a look at everything open when it is asked for: at once, then at most once a second, and never two at a time.
 * One that fails is repeated.
 */
export const createLookAgain = (
  look: () => void | Promise<void>,
  timers: Pick<Timers, 'setTimer'>,
  onError: (error: unknown) => void,
) => {
  let state: 'idle' | 'running' | 'pausing' | 'closed' = 'idle';
  let isWanted = false;
  let cancel: (() => void) | undefined;

  const run = async (): Promise<void> => {
    state = 'running';
    isWanted = false;
    try {
      await look();
    } catch (error) {
      isWanted = true;
      onError(error);
    }
    if (isClosed()) return;
    state = 'pausing';
    cancel = timers.setTimer(PAUSE_MS, () => {
      state = 'idle';
      if (isWanted) void run();
    });
  };
  const isClosed = (): boolean => state === 'closed';

  return {
    ask: (): void => {
      if (state === 'idle') void run();
      else isWanted = true;
    },
    close: (): void => {
      state = 'closed';
      cancel?.();
    },
  };
};
