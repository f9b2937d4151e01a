export interface Throttled<T> {
  readonly push: (value: T) => void;
  /** Runs a waiting call at once. */
  readonly flush: () => void;
  /** Drops a waiting call. */
  readonly drop: () => void;
}

/** Runs `act` at most once in `every` ms, always with the newest value in the end. Clock and timer are passed in. */
export const makeThrottle = <T, Timer>(
  every: number,
  act: (value: T) => void,
  timer: { readonly set: (run: () => void, ms: number) => Timer; readonly clear: (timer: Timer) => void },
): Throttled<T> => {
  let waiting: { readonly value: T } | undefined;
  let running: Timer | undefined;
  const flush = (): void => {
    if (waiting === undefined) return;
    const { value } = waiting;
    waiting = undefined;
    act(value);
  };
  const arm = (): void => {
    running = timer.set(() => {
      running = undefined;
      if (waiting === undefined) return;
      flush();
      arm();
    }, every);
  };
  return {
    push: (value) => {
      waiting = { value };
      if (running === undefined) arm();
    },
    flush,
    drop: () => {
      waiting = undefined;
      if (running !== undefined) timer.clear(running);
      running = undefined;
    },
  };
};
