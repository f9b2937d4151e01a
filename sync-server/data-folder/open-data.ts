import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBlobs } from '../blobs/open-blobs.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { deriveKey, proofKeyOf, readSecret } from '../sign-in/secret.ts';
import { dataError } from '../start-error.ts';
import { checkFolder, checkRestored, DATABASE_FILE } from './check-folder.ts';
import { type FolderLock, lockFolder } from './lock-folder.ts';
import { openFile, openUrl } from './open-database.ts';
import { copyToGoBackTo } from './upgrade-copies.ts';

export interface OpenDataDependencies {
  readonly log: Log;
  /** ms since 1970 */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly fatal: (reason: string) => never;
}

/** Takes the data folder for this process and opens what is in it. Throws a `StartError` when it cannot. */
export const openData = async (config: Config, { now, random, log, fatal }: OpenDataDependencies) => {
  let lock: FolderLock | undefined;
  try {
    await checkFolder(config.data);
    await checkRestored(config.data);
    await mkdir(config.data, { recursive: true, mode: 0o700 });
    lock = await lockFolder(config.data, now);
    const secret = await readSecret(config.data, config.secret);
    const blobs = await openBlobs(config, deriveKey(secret, 'blob addresses'), now, log);
    const options = { now, random, proofKey: proofKeyOf(secret), log, fatal };
    const [opened, health] =
      config.databaseUrl === undefined
        ? await openFile(join(config.data, DATABASE_FILE), options)
        : await openUrl(config.databaseUrl, config.redis !== undefined, options);
    return { secret, opened, health, lock, blobs };
  } catch (error) {
    lock?.release();
    throw dataError(error, config.data, () => copyToGoBackTo(config.data));
  }
};
