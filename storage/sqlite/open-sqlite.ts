import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { StorageOptions } from '../operations/connection.ts';
import { begin, createStorage } from '../operations/create-storage.ts';
import type { Storage } from '../ports/storage.ts';
import type { Tables } from '../sql/tables.ts';
import { createConnection } from './connection.ts';
import { migrate } from './migrate.ts';
import { nodeSqliteDialect } from './node-sqlite-dialect.ts';
import { CHECKED_AT_START, quickCheck, sizeOf } from './quick-check.ts';

/** How long a statement waits for another process's write lock before it fails. It blocks the thread meanwhile. */
const BUSY_MS = 5_000;

export interface OpenedStorage {
  readonly storage: Storage;
  /** The one connection; better-auth gets it too. Whoever opens a transaction on it must end it soon: writes wait. */
  readonly database: DatabaseSync;
  readonly kysely: Kysely<Tables>;
}

interface OpenOptions extends Partial<StorageOptions> {
  /** Called before anything in the file is changed. */
  readonly beforeUpgrade?: (database: DatabaseSync) => void;
}

/**
 * Opens (creates, migrates) the database file. Throws `NewerDatabaseError` when a newer version wrote it,
 * `DamagedDatabaseError` when a small one has damaged pages (a large one is checked later), and SQLite's own errors when
 * the file cannot be opened or is no database.
 */
export const openSqlite = (file: string, { beforeUpgrade, ...options }: OpenOptions = {}): OpenedStorage => {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    // Before anything is written, even to the write-ahead log.
    if (sizeOf(database) <= CHECKED_AT_START) quickCheck(database);
    beforeUpgrade?.(database);
    return openDatabase(database, { now: Date.now, random: Math.random, ...options });
  } catch (error) {
    database.close();
    throw error;
  }
};

/** The storage over a database that is already open, in a file or in memory. */
export const openDatabase = (database: DatabaseSync, options: StorageOptions): OpenedStorage => {
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  // Deleted text must not stay in free pages; compaction.ts handles the write-ahead log.
  database.exec('pragma secure_delete = on');
  database.exec('pragma foreign_keys = on');
  // 16 MB: the pages a busy server changes over and over.
  database.exec('pragma cache_size = -16000');
  // A WAL of 16 MB: at four times SQLite's default a page that changes in many batches is copied back a quarter as often,
  // and a checkpoint still takes no longer than two batches.
  database.exec('pragma wal_autocheckpoint = 4000');
  const kysely = new Kysely<Tables>({ dialect: nodeSqliteDialect(database) });
  // Migrations describe earlier tables, so they do not see today's types.
  migrate(database, new Kysely<unknown>({ dialect: nodeSqliteDialect(database) }), options.now);
  const connection = createConnection(database, options);
  connection.writeNow(() => begin(connection, options.proofKey));
  const close = async (): Promise<void> => {
    if (database.isOpen) database.close();
  };
  return {
    storage: createStorage(connection, close),
    database,
    kysely,
  };
};
