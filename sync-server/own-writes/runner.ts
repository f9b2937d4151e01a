export interface Runner {
  /** Runs soon; a call during a run is followed by one more run. */
  poke(): void;
  /** Resolves when what runs has ended; nothing runs afterwards. */
  stop(): Promise<void>;
}

/**
 * One run at a time.
 * @param run must not reject; true asks for another run at once
 */
export const createRunner = (run: (isStopped: () => boolean) => Promise<boolean>): Runner => {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  const isStopped = () => stopped;

  const loop = async (): Promise<void> => {
    do {
      again = false;
      again = (await run(isStopped)) || again;
    } while (again && !stopped);
    running = undefined;
  };

  return {
    poke: () => {
      again = true;
      if (!stopped) running ??= loop();
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
};
