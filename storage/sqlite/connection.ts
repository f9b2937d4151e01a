import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { Tables } from '../sql/tables.ts';
import { createDriver, type Driver } from './driver.ts';
import { createQueries, prepare, type Queries } from './statement.ts';
import { transact, whenIdle } from './transaction.ts';

export interface StorageOptions {
  /** ms since 1970. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Signs proofs of history in a database that has no key for it yet; random when left out. */
  readonly proofKey?: Uint8Array | undefined;
  /** Names the starts of servers, which only have to differ; `random` when left out. */
  readonly startRandom?: (() => number) | undefined;
  /** Told of every error that a read or a write ends with. */
  readonly onFault?: ((error: unknown) => void) | undefined;
  /** Called before each writing transaction; when it throws or rejects nothing is written and the caller is told. */
  readonly beforeCommit?: (() => void | Promise<void>) | undefined;
}

/** Takes the next `count` values of the change counter and gives the first of them. */
export type TakeChange = (count?: number) => number;

export interface Connection {
  readonly database: DatabaseSync;
  readonly kysely: Kysely<Tables>;
  readonly queries: Queries;
  readonly driver: Driver;
  readonly now: () => number;
  readonly random: () => number;
  readonly startRandom: () => number;
  /** One durable transaction; the change counter is written back with it. */
  write<T>(work: (takeChange: TakeChange) => T): Promise<T>;
  /** One consistent view, with the counter as it stands in it. */
  read<T>(work: (cursor: () => number) => T): Promise<T>;
}

export const createConnection = (
  database: DatabaseSync,
  kysely: Kysely<Tables>,
  options: StorageOptions,
): Connection => {
  const getCursor = prepare<[], { cursor: number }>(database, 'select cursor from server_state');
  const setCursor = prepare<[number]>(database, 'update server_state set cursor = ?');
  const cursor = () => getCursor.get()?.cursor ?? 0;

  const counting = <T>(work: (takeChange: TakeChange) => T): T => {
    let next: number | undefined;
    const result = work((count = 1) => {
      next ??= cursor() + 1;
      const first = next;
      next += count;
      return first;
    });
    if (next !== undefined) setCursor.run(next - 1);
    return result;
  };

  const watched = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      options.onFault?.(error);
      throw error;
    }
  };

  return {
    database,
    kysely,
    queries: createQueries(database),
    driver: createDriver(database),
    now: options.now,
    random: options.random,
    startRandom: options.startRandom ?? options.random,
    write: async (work) => {
      if (options.beforeCommit !== undefined) await options.beforeCommit();
      return watched(() => whenIdle(database, () => transact(database, () => counting(work))));
    },
    read: (work) => watched(() => whenIdle(database, () => transact(database, () => work(cursor), 'deferred'))),
  };
};
