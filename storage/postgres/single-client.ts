import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import type { Connection, StorageOptions } from '../operations/connection.ts';
import type { Work } from '../operations/work.ts';
import type { Tables } from '../sql/tables.ts';
import { createRun } from './run-work.ts';

/** A connection of one's own. */
export type Client = pg.ClientBase;

/** ms. A database that does not answer so long is taken for unreachable. */
const CONNECT_MS = 10_000;

/** Runs `work` on a connection of its own, whose statements may take as long as they need. */
export const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'skerry command',
    // Writes of one step leave together.
    pipeline: true,
  });
  // Whoever waits for an answer hears of it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // The server's own patience is for connections of many: files may take hours between two statements.
    await client.query('set idle_in_transaction_session_timeout = 0');
    await client.query('set statement_timeout = 0');
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

const transact = async <T>(client: pg.ClientBase, begin: string, end: string, work: () => Promise<T>): Promise<T> => {
  await client.query(begin);
  try {
    const result = await work();
    await client.query(end);
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
};

/** One view of all tables, while servers go on writing. */
export const snapshot = <T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> =>
  transact(client, 'begin isolation level repeatable read read only', 'commit', work);

/** One transaction, of which nothing stays when `work` fails; with `isKept` false nothing ever does. */
export const write = <T>(client: pg.ClientBase, isKept: boolean, work: () => Promise<T>): Promise<T> =>
  transact(client, 'begin', isKept ? 'commit' : 'rollback', work);

/** A connection whose reads and writes run inside the transaction that the client is in. */
export const connectionWithin = (
  client: pg.ClientBase,
  { now, random }: Pick<StorageOptions, 'now' | 'random'>,
): Connection => {
  const within = async <T>(work: () => Work<T>): Promise<T> => {
    const { run, settled } = createRun(client);
    const result = await run(work());
    await settled();
    return result;
  };
  const forgetDeleted = () => Promise.resolve(true);
  return { now, random, startRandom: random, read: within, write: within, forgetDeleted };
};

/** Kysely inside the transaction that the client is in. */
export const kyselyWithin = (client: pg.ClientBase): Kysely<Tables> => {
  const lent = Object.assign(Object.create(client) as pg.ClientBase, {
    query: client.query.bind(client),
    release: () => undefined,
  });
  const pool = { options: {}, connect: () => Promise.resolve(lent), end: () => Promise.resolve() };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) });
};
