import type { Clock } from '../ports.ts';

/** Progress is shown so often at most. ms */
const SHOWN_EVERY = 250;

/** When tabs hear of progress. */
export interface PacedProgress {
  /** A person caused it here. */
  readonly showNow: () => void;
  /** No person caused it here: it is shown with what follows soon. */
  readonly showSoon: () => void;
  readonly stop: () => void;
}

export const createPacedProgress = (clock: Clock, changed: (now: boolean) => void): PacedProgress => {
  let cancel: (() => void) | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;

  const show = (isByPerson: boolean): void => {
    cancel?.();
    cancel = undefined;
    shownAt = clock.monotonic();
    changed(isByPerson);
  };
  return {
    showNow: () => show(true),
    showSoon: () => {
      cancel ??= clock.setTimer(Math.max(0, shownAt + SHOWN_EVERY - clock.monotonic()), () => show(false));
    },
    stop: () => cancel?.(),
  };
};
