import type { Clock } from '../ports.ts';

/** Pause between two chapters that are read in the background, so that people do not notice it. ms */
const BETWEEN_CHAPTERS = 50;
const LOOK_AFTER = 1_000;

/** When the next chapter is read that nobody asked for. */
export interface BackgroundReading {
  readonly later: (ms: number) => void;
  /** Something may have come, gone or changed. */
  readonly wake: () => void;
  readonly isBusy: () => boolean;
  /** While somebody searches, nothing is read in the background. */
  readonly setBusy: (busy: boolean) => void;
  readonly stop: () => void;
}

/** @param readNext reads one chapter, unless somebody searches; returns whether there may be more */
export const createBackgroundReading = (clock: Clock, readNext: () => Promise<boolean>): BackgroundReading => {
  let isStopped = false;
  let isBusy = false;
  let isReading = false;
  let next: { readonly at: number; readonly cancel: () => void } | undefined;

  const look = async (): Promise<void> => {
    next = undefined;
    if (isStopped || isReading) return;
    isReading = true;
    const isMore = await readNext().finally(() => {
      isReading = false;
    });
    if (isMore) later(isBusy ? LOOK_AFTER : BETWEEN_CHAPTERS);
  };
  const later = (ms: number): void => {
    const at = clock.monotonic() + ms;
    if (isStopped || (next !== undefined && next.at <= at)) return;
    next?.cancel();
    next = { at, cancel: clock.setTimer(ms, () => void look()) };
  };
  const wake = (): void => later(LOOK_AFTER);

  return {
    later,
    wake,
    isBusy: () => isBusy,
    setBusy: (busy) => {
      isBusy = busy;
      if (!busy) wake();
    },
    stop: () => {
      isStopped = true;
      next?.cancel();
    },
  };
};
