import type pg from 'pg';
import { LOCKS } from './connection.ts';
import { allTables } from './migrations/0001-all-tables.ts';

/** In order; a database's version is the number of steps it has run. Never edited once released. */
const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [allTables];

class NewerDatabaseError extends Error {
  constructor(found: number) {
    super(
      `The database was written by a newer version of Skerry (schema ${found}; this one knows ${MIGRATIONS.length}). ` +
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

const runMissing = async (client: pg.ClientBase, now: () => number): Promise<void> => {
  await client.query(
    'create table if not exists migrations (number bigint primary key, name text not null, applied_at bigint not null)',
  );
  const { rows } = await client.query<{ newest: number }>(
    'select coalesce(max(number), 0)::int as newest from migrations',
  );
  const newest = rows[0]?.newest ?? 0;
  if (newest > MIGRATIONS.length) throw new NewerDatabaseError(newest);
  for (const [index, { name, sql }] of MIGRATIONS.entries()) {
    if (index < newest) continue;
    await client.query('begin');
    try {
      await client.query(sql);
      await client.query('insert into migrations values ($1, $2, $3)', [index + 1, name, now()]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
};
