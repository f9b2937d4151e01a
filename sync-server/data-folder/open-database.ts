import { open } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { StorageOptions } from '../../storage/operations/connection.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { openPostgres } from '../../storage/postgres/open-postgres.ts';
import type { Tables } from '../../storage/sql/tables.ts';
import { copyBeforeUpgrade } from '../../storage/sqlite/copy-before-upgrade.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import type { Log } from '../log.ts';
import { createPostgresHealth } from './postgres-health.ts';
import { createStorageHealth, type StorageHealth } from './storage-health.ts';

/** The database that a server works on, whichever it is. */
interface OpenedDatabase {
  readonly storage: Storage;
  readonly kysely: Kysely<Tables>;
  readonly dialect: 'sqlite' | 'postgres';
  /** Runs work on the schema while no other instance does. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** The file; undefined: it is PostgreSQL. */
  readonly database: DatabaseSync | undefined;
}

interface OpenOptions extends Pick<StorageOptions, 'now' | 'random' | 'proofKey'> {
  readonly log: Log;
  readonly fatal: (reason: string) => never;
}

type WithHealth = readonly [OpenedDatabase, StorageHealth];

/** Opens the database file, and makes it when there is none. */
export const openFile = async (file: string, { log, fatal, ...options }: OpenOptions): Promise<WithHealth> => {
  // Made before SQLite does, which would let everybody on this machine read it; its WAL takes the same rights.
  await (await open(file, 'a', 0o600)).close();
  let health: StorageHealth | undefined;
  const opened = openSqlite(file, {
    ...options,
    beforeUpgrade: (database) => copyBeforeUpgrade(database, file),
    beforeCommit: () => health?.checkReplaced(),
    onFault: (error) => health?.noteFault(error),
  });
  health = createStorageHealth({
    file,
    write: opened.storage.facts.probe,
    log,
    now: () => performance.now(),
    fatal,
  });
  return [{ ...opened, dialect: 'sqlite', alone: (work) => work() }, health];
};

/** Opens a PostgreSQL database. @param mayBeMany several instances share it; otherwise this one has it for itself */
export const openUrl = async (
  url: string,
  mayBeMany: boolean,
  { log, fatal, ...options }: OpenOptions,
): Promise<WithHealth> => {
  const opened = await openPostgres(
    url,
    { ...options, onFault: (error) => log.warn('database-fault', { error }) },
    {
      mayBeMany,
      onLost: () => fatal('The database was away for a while, and another server took it over meanwhile.'),
    },
  );
  const health = createPostgresHealth(opened.storage.facts.probe, log, () => performance.now());
  return [{ ...opened, dialect: 'postgres', database: undefined }, health];
};
