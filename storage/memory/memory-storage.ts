import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { StorageOptions } from '../operations/connection.ts';
import type { Storage } from '../ports/storage.ts';
import { migrate } from '../sqlite/migrate.ts';
import { nodeSqliteDialect } from '../sqlite/node-sqlite-dialect.ts';
import { openDatabase } from '../sqlite/open-sqlite.ts';

/** Everything a storage held at one moment. */
export interface Backup {
  readonly bytes: Uint8Array;
}

export interface MemoryStorage extends Storage {
  backup(): Backup;
}

export interface MemoryStorageOptions extends StorageOptions {
  /** Start as a restored backup (a copy, so it can be restored again) instead of empty. */
  readonly from?: Backup | undefined;
}

/** Every table, empty: migrating takes longer than a copy, and a simulation makes thousands. */
let empty: Uint8Array | undefined;
const emptyDatabase = (): Uint8Array => {
  if (empty === undefined) {
    const database = new DatabaseSync(':memory:');
    migrate(database, new Kysely<unknown>({ dialect: nodeSqliteDialect(database) }), () => 0);
    empty = database.serialize();
    database.close();
  }
  return empty;
};

/**
 * The SQLite adapter without a file, for simulations: the same rows and rules, no timers, and no randomness but what is
 * passed in. Several servers may share one object; `close()` ends a server, not its data, and does nothing.
 */
export const createMemoryStorage = ({ from, ...options }: MemoryStorageOptions): MemoryStorage => {
  const database = new DatabaseSync(':memory:');
  database.deserialize(from?.bytes ?? emptyDatabase());
  const { storage } = openDatabase(database, options);
  return {
    ...storage,
    close: async () => {},
    backup: () => ({ bytes: database.serialize() }),
  };
};
