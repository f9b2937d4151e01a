import type { DatabaseSync } from 'node:sqlite';

/** Longest wait for somebody else's transaction on the shared connection; better-auth's take a few turns of the loop. */
const PATIENCE_MS = 10_000;

/**
 * Runs `work` in one transaction. `immediate` takes the write lock at once, so that what is read inside stays true
 * until the commit, also when another process has the file. Durable when this returns; nothing is written when it throws.
 */
export const transact = <T>(database: DatabaseSync, work: () => T, mode: 'immediate' | 'deferred' = 'immediate'): T => {
  database.exec(`begin ${mode}`);
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    // SQLite has already rolled back by itself after some errors, a full disk for one.
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
};

/**
 * Runs `work` at once, or as soon as no other user of the connection has a transaction open across turns of the event
 * loop. Nothing comes between the last look and the work.
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
