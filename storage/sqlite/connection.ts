import type { DatabaseSync } from 'node:sqlite';
import type { Connection, StorageOptions } from '../operations/connection.ts';
import type { Step, Work } from '../operations/work.ts';
import { createDriver } from './driver.ts';
import { prepare } from './statement.ts';
import { createTruncation, transact, whenIdle } from './transaction.ts';

export interface SqliteConnection extends Connection {
  /** One writing transaction at once, while nothing else uses the connection. */
  writeNow<T>(work: () => Work<T>): T;
}

export const createConnection = (database: DatabaseSync, options: StorageOptions): SqliteConnection => {
  const driver = createDriver(database);
  const getCursor = prepare<[], { cursor: number }>(database, 'select cursor from server_state');
  const setCursor = prepare<[number]>(database, 'update server_state set cursor = ?');
  const cursor = () => getCursor.get()?.cursor ?? 0;

  /** Answers each step at once. The change counter is written back at the end. */
  const run = <T>(work: Work<T>): T => {
    let next: number | undefined;
    const take = (count: number): number => {
      next ??= cursor() + 1;
      const first = next;
      next += count;
      return first;
    };
    const answer = (step: Step): unknown => {
      switch (step.kind) {
        case 'read':
          return driver.read(step.read, step.inputs);
        case 'read-all':
          return driver.readAll(step.reads, step.inputs);
        case 'write':
          return driver.write(step.writes);
        case 'take-changes':
          return take(step.count);
        case 'cursor':
          return cursor();
      }
    };
    let state = work.next();
    while (state.done !== true) state = work.next(answer(state.value));
    if (next !== undefined) setCursor.run(next - 1);
    return state.value;
  };

  const watched = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      options.onFault?.(error);
      throw error;
    }
  };
  const writeNow = <T>(work: () => Work<T>): T => transact(database, () => run(work()));

  return {
    now: options.now,
    random: options.random,
    startRandom: options.startRandom ?? options.random,
    write: async (work) => {
      if (options.beforeCommit !== undefined) await options.beforeCommit();
      return watched(() => whenIdle(database, () => writeNow(work)));
    },
    writeNow,
    read: (work) => watched(() => whenIdle(database, () => transact(database, () => run(work()), 'deferred'))),
    // The write-ahead log has old pages until it is emptied.
    forgetDeleted: createTruncation(database),
  };
};
