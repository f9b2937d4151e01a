import type { Facts } from '../storage/ports.ts';
import type { Log } from './log.ts';

const HOUR_MS = 3_600_000;
/** A device sends a picture first and says whose it is later, perhaps much later: a day of grace. */
const UNUSED_MS = 24 * HOUR_MS;

/** What is done now and then. @returns the way to stop */
export const startUpkeep = (facts: Pick<Facts, 'dropUnusedPictures'>, now: () => number, log: Log): (() => void) => {
  const timer = setInterval(() => {
    facts.dropUnusedPictures(now() - UNUSED_MS).catch((error: unknown) => log.error('pictures-not-dropped', { error }));
  }, HOUR_MS);
  timer.unref();
  return () => clearInterval(timer);
};
