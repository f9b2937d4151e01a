import { Kysely } from 'kysely';
import type { StorageOptions } from '../operations/connection.ts';
import { begin, createStorage } from '../operations/create-storage.ts';
import type { Storage } from '../ports/storage.ts';
import type { Tables } from '../sql/tables.ts';
import { createConnection } from './connection.ts';
import { holdInstance, type InstanceOptions } from './hold-instance.ts';
import { alone, migrate } from './migrate.ts';
import { createPools, dialectOf, type Pools } from './pools.ts';

export interface OpenedPostgres {
  readonly storage: Storage;
  /** For better-auth, on connections of its own. */
  readonly kysely: Kysely<Tables>;
  /** Runs work on the schema while no other instance does. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** The storage over connections that are already there. */
export const openPools = async (pools: Pools, options: StorageOptions): Promise<OpenedPostgres> => {
  const connection = createConnection(pools.storage, options);
  const runAlone = async <T>(work: () => Promise<T>): Promise<T> => {
    const client = await pools.storage.connect();
    try {
      return await alone(client, work);
    } finally {
      client.release();
    }
  };
  await runAlone(async () => {
    await migrate(pools.storage, options.now);
    await connection.write(() => begin(connection, options.proofKey));
  });
  return {
    storage: createStorage(connection, pools.end),
    kysely: new Kysely<Tables>({ dialect: dialectOf(pools.signIn) }),
    alone: runAlone,
  };
};

/**
 * Opens (migrates) the database. Throws `NewerDatabaseError` when a newer version wrote it, `SecondInstanceError` when
 * another instance has it, and errors of `pg` when it cannot be reached.
 */
export const openPostgres = async (
  url: string,
  given: Partial<StorageOptions> = {},
  instance?: InstanceOptions,
): Promise<OpenedPostgres> => {
  const options: StorageOptions = { now: Date.now, random: Math.random, ...given };
  const held = instance === undefined ? undefined : await holdInstance(url, instance);
  const pools = createPools(url, (error) => options.onFault?.(error));
  try {
    const opened = await openPools(pools, options);
    const close = async (): Promise<void> => {
      await pools.end();
      await held?.release();
    };
    return { ...opened, storage: { ...opened.storage, close } };
  } catch (error) {
    await pools.end();
    await held?.release();
    throw error;
  }
};
