import type pg from 'pg';
import { LOCKS } from './connection.ts';
import { allTables } from './migrations/0001-all-tables.ts';
import { whatAdministratorsDo } from './migrations/0002-what-administrators-do.ts';

/** In order; a database's version is the number of steps it has run. Never edited once released. */
const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [allTables, whatAdministratorsDo];

/** The number of the newest step. */
export const SCHEMA = MIGRATIONS.length;

export class NewerDatabaseError extends Error {
  constructor(found: number) {
    super(
      `The database was written by a newer version of Skerry (schema ${found}; this one knows ${SCHEMA}). ` +
        'Start that version again, or restore a backup made before the upgrade.',
    );
    this.name = 'NewerDatabaseError';
  }
}

/** Runs `work` while no other instance migrates or begins. */
export const alone = async <T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> => {
  await client.query('select pg_advisory_lock($1)', [LOCKS.migrating]);
  try {
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCKS.migrating]).catch(() => undefined);
  }
};

/** Brings the schema up to date; to be called `alone`. Each step is one transaction, so a killed server leaves whole ones. */
export const migrate = async (pool: pg.Pool, now: () => number): Promise<void> => {
  const client = await pool.connect();
  try {
    await runMissing(client, now);
  } finally {
    client.release();
  }
};

const TABLE =
  'create table if not exists migrations (number bigint primary key, name text not null, applied_at bigint not null)';

/** The number of the newest step that a database has run; 0: no server ever opened it. */
export const schemaOf = async (client: pg.ClientBase): Promise<number> => {
  const { rows: tables } = await client.query<{ there: boolean }>(
    "select to_regclass('migrations') is not null as there",
  );
  if (tables[0]?.there !== true) return 0;
  const { rows } = await client.query<{ newest: number }>(
    'select coalesce(max(number), 0)::int as newest from migrations',
  );
  return rows[0]?.newest ?? 0;
};

const runStep = async (client: pg.ClientBase, index: number, now: () => number): Promise<void> => {
  const step = MIGRATIONS[index];
  if (step === undefined) return;
  await client.query(step.sql);
  await client.query('insert into migrations values ($1, $2, $3)', [index + 1, step.name, now()]);
};

/** Runs the steps up to one, inside the caller's transaction. */
export const migrateWithin = async (client: pg.ClientBase, upTo: number, now: () => number): Promise<void> => {
  await client.query(TABLE);
  for (let index = await schemaOf(client); index < upTo; index++) await runStep(client, index, now);
};

const runMissing = async (client: pg.ClientBase, now: () => number): Promise<void> => {
  await client.query(TABLE);
  const newest = await schemaOf(client);
  if (newest > SCHEMA) throw new NewerDatabaseError(newest);
  for (let index = newest; index < SCHEMA; index++) {
    await client.query('begin');
    try {
      await runStep(client, index, now);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
};
