import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SeedRequest, SeedResult } from './seed-worker.ts';

const WORKER = fileURLToPath(new URL('seed-worker.ts', import.meta.url));
/** A process that has run so many makes way for a new one, so that nothing that is left behind adds up. */
const SEEDS_PER_PROCESS = 500;

interface ManySeeds {
  readonly first: number;
  readonly count: number;
  readonly workers: number;
  readonly requestOf: (seed: number) => SeedRequest;
  readonly onResult: (result: SeedResult) => void;
}

/** Runs seeds in several processes at once. A process that dies counts as a failure of its seed. */
export const runManySeeds = async ({ first, count, workers, requestOf, onResult }: ManySeeds): Promise<void> => {
  const end = first + count;
  let next = first;

  /** Gives one process seeds until none are left or it has had its share. */
  const runProcess = (): Promise<void> =>
    new Promise((resolve) => {
      const child: ChildProcess = fork(WORKER, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      let given = 0;
      let current: number | undefined;
      const giveNext = (): void => {
        if (next >= end || given === SEEDS_PER_PROCESS) {
          current = undefined;
          child.disconnect();
          return;
        }
        given++;
        current = next++;
        child.send(requestOf(current));
      };
      child.on('message', (result: SeedResult) => {
        onResult(result);
        giveNext();
      });
      child.on('exit', (code, signal) => {
        if (current !== undefined)
          onResult({
            seed: current,
            written: 0,
            seen: {},
            failure: `seed ${current}: the process ended with ${signal ?? code}`,
          });
        resolve();
      });
      giveNext();
    });

  const runUntilDone = async (): Promise<void> => {
    while (next < end) await runProcess();
  };
  await Promise.all(Array.from({ length: Math.min(workers, count) }, runUntilDone));
};
