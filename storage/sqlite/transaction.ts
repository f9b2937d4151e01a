import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './statement.ts';

/**
 * Longest wait for another user's transaction on the shared connection; better-auth's take a few turns of the event loop.
 */
const PATIENCE_MS = 10_000;

type Mode = 'immediate' | 'deferred';

/** How transactions begin and end: reading these words anew takes longer than a small transaction. */
const bounds = new WeakMap<DatabaseSync, Readonly<Record<Mode | 'commit', () => number>>>();
const boundsOf = (database: DatabaseSync): Readonly<Record<Mode | 'commit', () => number>> => {
  const known = bounds.get(database);
  if (known !== undefined) return known;
  const made = {
    immediate: prepare<[]>(database, 'begin immediate').run,
    deferred: prepare<[]>(database, 'begin deferred').run,
    commit: prepare<[]>(database, 'commit').run,
  };
  bounds.set(database, made);
  return made;
};

/**
 * Runs `work` in one transaction. `immediate` takes the write lock at once, so that what is read inside stays true
 * until the commit, also when another process has the file. Durable when this returns; nothing is written when it throws.
 */
export const transact = <T>(database: DatabaseSync, work: () => T, mode: Mode = 'immediate'): T => {
  const { [mode]: begin, commit } = boundsOf(database);
  begin();
  try {
    const result = work();
    commit();
    return result;
  } catch (error) {
    // SQLite has already rolled back after some errors, for example a full disk.
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
};

/**
 * Runs `work` now, or once no other user of the connection has a transaction open across turns of the event loop. Nothing
 * runs between the last check and the work.
 */
export const whenIdle = async <T>(database: DatabaseSync, work: () => T): Promise<T> => {
  if (database.isTransaction) {
    const deadline = performance.now() + PATIENCE_MS;
    while (database.isTransaction) {
      if (performance.now() > deadline) throw new Error('A transaction on the shared connection was left open.');
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return work();
};

/** Empties the write-ahead log, which only then is free of old pages. False while another process reads. */
export const createTruncation = (database: DatabaseSync): (() => Promise<boolean>) => {
  const truncate = prepare<[], { busy: number }>(database, 'pragma wal_checkpoint(truncate)');
  return async () => (await whenIdle(database, () => truncate.get()))?.busy === 0;
};
