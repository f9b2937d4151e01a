import type { Devices } from '../storage/ports/devices.ts';
import type { Pictures } from '../storage/ports/people.ts';
import { dropOldCopies } from './data-folder/upgrade-copies.ts';
import type { Log } from './log.ts';
import type { ProgramTokens } from './sign-in/program-tokens.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A device sends a picture first and says whose it is later, perhaps much later: a day of grace. */
const UNUSED_MS = 24 * HOUR_MS;

/** As long as a browser keeps the cookie of a session at most: afterwards nobody can ask any more. */
const ENDED_MS = 400 * 24 * HOUR_MS;

interface Kept {
  readonly facts: Pick<Pictures, 'dropUnusedPictures'>;
  readonly devices: Pick<Devices, 'forgetEnded'>;
  readonly programTokens: Pick<ProgramTokens, 'endExpired'>;
  /** The data folder. */
  readonly data: string;
}

/** What is done now and then. @returns the way to stop */
export const startUpkeep = (
  { facts, devices, programTokens, data }: Kept,
  now: () => number,
  log: Log,
): (() => void) => {
  const timer = setInterval(() => {
    facts.dropUnusedPictures(now() - UNUSED_MS).catch((error: unknown) => log.error('pictures-not-dropped', { error }));
    devices
      .forgetEnded(now() - ENDED_MS, now())
      .catch((error: unknown) => log.error('devices-not-forgotten', { error }));
    try {
      dropOldCopies(data, now());
    } catch (error) {
      log.error('upgrade-copies-not-dropped', { error });
    }
  }, HOUR_MS);
  const tokens = setInterval(programTokens.endExpired, MINUTE_MS);
  for (const one of [timer, tokens]) one.unref();
  return () => {
    clearInterval(timer);
    clearInterval(tokens);
  };
};
