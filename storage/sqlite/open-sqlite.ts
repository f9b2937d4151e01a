import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Storage } from '../ports/storage.ts';
import type { Tables } from '../sql/tables.ts';
import { createConnection, type StorageOptions } from './connection.ts';
import { createDevices } from './devices.ts';
import { makeEpoch, noteStart } from './epoch.ts';
import { createFacts } from './facts.ts';
import { createJournal } from './journal.ts';
import { createLeaving } from './leaving.ts';
import { migrate } from './migrate.ts';
import { nodeSqliteDialect } from './node-sqlite-dialect.ts';
import { createPendingEvents } from './pending-events.ts';
import { createPlanWriter } from './plan-writer.ts';
import { CHECKED_AT_START, quickCheck, sizeOf } from './quick-check.ts';
import { prepare } from './statement.ts';
import { transact } from './transaction.ts';

/** How long a statement waits for the write lock of another process before it fails. It blocks the thread meanwhile. */
const BUSY_MS = 5_000;

export interface OpenedStorage {
  readonly storage: Storage;
  /** The one connection; better-auth gets it too. Whoever opens a transaction on it must end it soon: writes wait. */
  readonly database: DatabaseSync;
  readonly kysely: Kysely<Tables>;
}

/**
 * Opens (and makes, and migrates) the database file. Throws `NewerDatabaseError` when a newer version wrote it,
 * `DamagedDatabaseError` when a small one has damaged pages (a large one is looked through later), and SQLite's own errors when the file cannot be opened or is no database.
 */
export const openSqlite = (file: string, options: Partial<StorageOptions> = {}): OpenedStorage => {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    // Before anything is written to it, its write-ahead log included.
    if (sizeOf(database) <= CHECKED_AT_START) quickCheck(database);
    return openDatabase(database, { now: Date.now, random: Math.random, ...options });
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Bytes of a key that signs proofs of history. */
const KEY_BYTES = 32;

const randomKey = (random: () => number): Uint8Array =>
  Uint8Array.from({ length: KEY_BYTES }, () => Math.floor(random() * 256));

/** Gives a new database its state, and notes the start in every one. */
const begin = (database: DatabaseSync, options: StorageOptions): void =>
  transact(database, () => {
    prepare<[string]>(
      database,
      'insert into server_state (id, epoch, cursor) values (1, ?, 0) on conflict do nothing',
    ).run(makeEpoch(options.random));
    // Kept from now on, whatever becomes of the secret it was made from: devices hold proofs signed with it.
    prepare<[Uint8Array]>(database, 'update server_state set proof_key = ? where proof_key is null').run(
      options.proofKey ?? randomKey(options.startRandom ?? options.random),
    );
    noteStart(database, { now: options.now, startRandom: options.startRandom ?? options.random });
  });

/** The storage over a database that is already open, in a file or in memory. */
export const openDatabase = (database: DatabaseSync, options: StorageOptions): OpenedStorage => {
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  // Deleted text must not stay in free pages; see compaction.ts for the other half, the WAL.
  database.exec('pragma secure_delete = on');
  database.exec('pragma foreign_keys = on');
  // 16 MB: the pages a busy server changes over and over.
  database.exec('pragma cache_size = -16000');
  // A WAL of 16 MB: at four times SQLite's default a page that changes in many batches is copied back a quarter as often,
  // and a checkpoint still takes no longer than two batches.
  database.exec('pragma wal_autocheckpoint = 4000');
  const kysely = new Kysely<Tables>({ dialect: nodeSqliteDialect(database) });
  // Migrations say what tables were like then, so they do not see the types of now.
  migrate(database, new Kysely<unknown>({ dialect: nodeSqliteDialect(database) }), options.now);
  begin(database, options);
  const connection = createConnection(database, kysely, options);
  const events = createPendingEvents(connection);
  const carryOut = createPlanWriter(connection, events);
  return {
    storage: {
      journal: createJournal(connection, events),
      facts: createFacts(connection, events, carryOut),
      devices: createDevices(connection),
      leaving: createLeaving(connection, carryOut),
      close: async () => {
        if (database.isOpen) database.close();
      },
    },
    database,
    kysely,
  };
};
