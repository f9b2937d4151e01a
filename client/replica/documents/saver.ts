import type { Timers } from '../ports.ts';

/**
 * Whether what was written to a document is on this device's disk. One barrier at a time; what comes while it runs
 * waits for the next one; a failed one is repeated until it passes.
 */
export interface Saver {
  /** Something was applied to the document. Returns its version. */
  readonly touch: () => number;
  readonly version: () => number;
  readonly saved: () => number;
  readonly failing: () => boolean;
  /** Resolves true once all applied so far is durable, false when the document was closed first. */
  readonly whenSaved: () => Promise<boolean>;
  readonly stop: () => void;
}

const RETRY = 1_000;

export const createSaver = (clock: Timers, barrier: () => Promise<boolean>, onChange: () => void): Saver => {
  let version = 0;
  let saved = 0;
  let failing = false;
  let running = false;
  let stopped = false;
  let cancelRetry: (() => void) | undefined;
  let waiters: { readonly version: number; readonly resolve: (done: boolean) => void }[] = [];

  const run = async (): Promise<void> => {
    if (running || stopped || saved === version) return;
    running = true;
    const upTo = version;
    const done = await barrier().catch(() => false);
    running = false;
    if (stopped) return;
    failing = !done;
    if (done) saved = upTo;
    const ready = waiters.filter((one) => one.version <= saved);
    waiters = waiters.filter((one) => one.version > saved);
    onChange();
    for (const one of ready) one.resolve(true);
    if (done) void run();
    else cancelRetry = clock.setTimer(RETRY, () => void run());
  };

  return {
    touch: () => {
      version++;
      void run();
      return version;
    },
    version: () => version,
    saved: () => saved,
    failing: () => failing,
    whenSaved: () =>
      saved === version ? Promise.resolve(true) : new Promise((resolve) => waiters.push({ version, resolve })),
    stop: () => {
      stopped = true;
      cancelRetry?.();
      for (const one of waiters) one.resolve(false);
      waiters = [];
    },
  };
};
