import type { Clock, Random } from '../ports.ts';
import type { UploadReason, WaitingMessage } from './upload-queue.ts';

/** ms after the first failure, doubled with each one after it. */
const AGAIN_AFTER = 1_000;
const AGAIN_AT_MOST = 120_000;

/** When messages whose files could not be sent are tried again. */
export interface UploadRetries {
  /** @param isAgain it is tried again by itself */
  readonly failed: (message: WaitingMessage, reason: UploadReason, isAgain: boolean) => void;
  /** Tries at once what would be tried later. */
  readonly clear: () => void;
  readonly stop: () => void;
}

export const createUploadRetries = (deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly messages: () => Iterable<WaitingMessage>;
  /** Some failures are over. */
  readonly onDue: () => void;
}): UploadRetries => {
  const { clock, random, messages, onDue } = deps;
  let cancelTimer: (() => void) | undefined;

  const setTimer = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    const times = [...messages()].flatMap(({ failure }) => failure?.againAt ?? []);
    if (times.length === 0) return;
    const due = Math.min(...times);
    cancelTimer = clock.setTimer(Math.min(AGAIN_AT_MOST, Math.max(0, due - clock.now())), () => {
      // Not by the wall clock, which people set back and forth.
      for (const message of messages())
        if ((message.failure?.againAt ?? Number.POSITIVE_INFINITY) <= due) message.failure = undefined;
      setTimer();
      onDue();
    });
  };

  return {
    failed: (message, reason, isAgain) => {
      const wait = Math.min(AGAIN_AT_MOST, AGAIN_AFTER * 2 ** message.tries) * (0.75 + random() / 2);
      message.tries++;
      message.failure = { reason, againAt: isAgain ? Math.ceil(clock.now() + wait) : undefined };
      setTimer();
    },
    clear: () => {
      for (const message of messages())
        if (message.failure?.againAt !== undefined) {
          message.failure = undefined;
          message.tries = 0;
        }
    },
    stop: () => cancelTimer?.(),
  };
};
