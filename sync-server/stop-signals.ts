/** ms. npm passes Ctrl-C on to a process that got it from the terminal already: the echo is not a second wish. */
const ECHO_MS = 300;

export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/** The first signal asks for an orderly end, a second one for the end at once. @param now ms, of any clock */
export const onStopSignals = (source: SignalSource, now: () => number, stop: () => void, endNow: () => void): void => {
  let first: number | undefined;
  const listener = (): void => {
    if (first === undefined) {
      first = now();
      stop();
    } else if (now() - first > ECHO_MS) endNow();
  };
  source.on('SIGTERM', listener);
  source.on('SIGINT', listener);
};
