import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openPostgres } from '../../storage/postgres/open-postgres.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { BLOB_FOLDER } from '../blobs/open-blobs.ts';
import { checkFolder, DATABASE_FILE, RESTORING_FILE } from '../data-folder/check-folder.ts';
import { lockFolder } from '../data-folder/lock-folder.ts';
import { proofKeyOf, readSecret, SECRET_FILE } from '../sign-in/secret.ts';
import { StartError } from '../start-error.ts';
import { extractBackup, kindOfBackup } from './extract-backup.ts';
import type { ProgramContext } from './program-context.ts';
import { putBack, SIDECARS } from './put-back.ts';
import { restorePostgres } from './restore-postgres.ts';

/** Refuses a folder in which something would be lost, or would mix with what is put back. */
const checkTarget = (data: string, replaces: boolean): void => {
  if (existsSync(join(data, DATABASE_FILE))) {
    // A restore that was interrupted may be repeated.
    if (!replaces && !existsSync(join(data, RESTORING_FILE)))
      throw new StartError(
        `The data folder ${data} holds a database already; restore into another folder, or add --replace to set what is there aside.`,
      );
    return;
  }
  const stale = SIDECARS.filter((name) => existsSync(join(data, name)));
  if (stale.length > 0)
    throw new StartError(
      `The data folder ${data} holds ${stale.join(' and ')} of another database, which would be mixed into the restored one; move ${stale.length === 1 ? 'it' : 'them'} away first.`,
    );
  if (existsSync(join(data, BLOB_FOLDER)) && !replaces && !existsSync(join(data, RESTORING_FILE)))
    throw new StartError(
      `The data folder ${data} holds files already; restore into another folder, or add --replace to set what is there aside.`,
    );
};

/** Begins a new epoch, so that devices send again what this database does not know. */
export const beginEpoch = async ({ config, now, random }: ProgramContext): Promise<void> => {
  const proofKey = proofKeyOf(await readSecret(config.data, config.secret));
  const options = { now, random, proofKey };
  const { storage } =
    config.databaseUrl === undefined
      ? openSqlite(join(config.data, DATABASE_FILE), options)
      : await openPostgres(config.databaseUrl, options, { mayBeMany: false, onLost: () => undefined });
  try {
    await storage.facts.startEpoch();
  } finally {
    await storage.close();
  }
};

/** Puts a backup back into the data folder and, where there is one, the PostgreSQL database. */
export const restore = async (context: ProgramContext, source: string, replaces: boolean): Promise<void> => {
  const { config, now } = context;
  const { data, databaseUrl } = config;
  await checkFolder(data);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(data, now);
  try {
    checkTarget(data, replaces);
    const kind = await kindOfBackup(source);
    if (kind === 'postgres' && databaseUrl === undefined)
      throw new StartError(
        `The backup ${source} is of a PostgreSQL database; name an empty one with DATABASE_URL to restore it.`,
      );
    if (kind === 'sqlite' && databaseUrl !== undefined)
      throw new StartError(
        `The backup ${source} is of a database file; restore it without DATABASE_URL, which names a PostgreSQL database.`,
      );
    if (databaseUrl !== undefined) return await restorePostgres(context, databaseUrl, source);
    await putBack(context, {
      source,
      names: [BLOB_FOLDER, SECRET_FILE, DATABASE_FILE],
      extract: async (fresh) => ({ read: await extractBackup(source, fresh), note: '' }),
      settle: () => beginEpoch(context),
    });
  } finally {
    lock.release();
  }
};
