/** Timers of the process, or of a simulation in its place. */
export interface Timers {
  /** Runs something once. @returns prevents it */
  setTimer(ms: number, run: () => void): () => void;
  /** Runs something again and again, and keeps no process alive by it. @returns ends it */
  repeat(ms: number, run: () => void): () => void;
  /** Runs something after the current turn of the event loop. */
  readonly nextTurn: (run: () => void) => void;
}

export const processTimers: Timers = {
  setTimer: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  repeat: (ms, run) => {
    const timer = setInterval(run, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
  nextTurn: setImmediate,
};
