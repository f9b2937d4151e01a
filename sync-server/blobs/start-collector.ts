import type { Log } from '../log.ts';
import { createRunner } from '../own-writes/runner.ts';
import { type CollectDependencies, collectBlobs } from './collect-blobs.ts';

const DAY_MS = 86_400_000;
/** ms after the start: a server that is started often collects, too, and not while everybody comes back. */
const FIRST_MS = 600_000;

export interface CollectorDependencies extends Omit<CollectDependencies, 'isStopped'> {
  /** Something is to be removed. */
  readonly onReleased: () => void;
  readonly log: Log;
}

/** Collects once a day, and says in the log what it found. */
export const startCollector = ({ log, onReleased, ...deps }: CollectorDependencies) => {
  const runner = createRunner(async (isStopped) => {
    try {
      const counts = await collectBlobs({ ...deps, isStopped });
      log.info('blobs-collected', { dryRun: deps.isDry, ...counts });
      onReleased();
    } catch (error) {
      log.error('blobs-not-collected', { error });
    }
    return false;
  });
  const first = setTimeout(runner.poke, FIRST_MS);
  const daily = setInterval(runner.poke, DAY_MS);
  first.unref();
  daily.unref();
  return {
    stop: (): Promise<void> => {
      clearTimeout(first);
      clearInterval(daily);
      return runner.stop();
    },
  };
};
