import type { Topic } from '../channel/protocol.ts';
import type { Clock } from './ports.ts';
import type { Topics } from './topics.ts';

/** Changes nobody made here go to the tabs together, once in a frame: sooner nobody would see them. ms */
const FRAME = 16;

/** When what has changed goes to the tabs. */
export interface Updates {
  /** `now`: a person just did it here. */
  readonly changed: (topic: Topic, now: boolean) => void;
  readonly flush: () => void;
  readonly stop: () => void;
}

export const createUpdates = (clock: Clock, topics: Topics): Updates => {
  let cancelFlush: (() => void) | undefined;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let flushing = false;
  let stopped = false;

  const flush = (): void => {
    cancelFlush?.();
    cancelFlush = undefined;
    flushedAt = clock.monotonic();
    if (!stopped) topics.flush();
  };
  return {
    flush,
    changed: (topic, now) => {
      topics.changed(topic);
      if (stopped) return;
      if (now && !flushing) {
        // In the same turn as the key press, but after the transaction and what hangs on it.
        flushing = true;
        queueMicrotask(() => {
          flushing = false;
          flush();
        });
      } else cancelFlush ??= clock.setTimer(Math.min(FRAME, Math.max(0, flushedAt + FRAME - clock.monotonic())), flush);
    },
    stop: () => {
      stopped = true;
      cancelFlush?.();
    },
  };
};
