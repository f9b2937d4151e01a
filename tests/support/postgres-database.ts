import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { TEMPLATE } from './postgres-setup.ts';

export interface TestDatabase {
  readonly url: string;
  tables(): Promise<readonly string[]>;
  /** Removes all rows, and counts from the beginning. */
  empty(): Promise<void>;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** One at a time: nobody else may use the template while it is copied. */
const COPYING = 1;

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** @param isEmpty without tables, as a server finds it first */
export const createDatabase = (isEmpty = false): Promise<TestDatabase> =>
  copyDatabase(isEmpty ? 'template0' : TEMPLATE);

/** @param template name of the database to copy, which nobody uses meanwhile */
export const copyDatabase = async (template: string): Promise<TestDatabase> => {
  const server = inject('postgres');
  const name = `t${randomUUID().replaceAll('-', '')}`;
  await withClient(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [COPYING]);
    await client.query(`create database ${name} template ${template}`);
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  // A test may end the connections of its database; the next query opens another.
  let client: pg.Client | undefined;
  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    if (client === undefined) {
      client = new pg.Client({ connectionString: url.href });
      client.on('error', () => {
        client = undefined;
      });
      await client.connect();
    }
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql);
    return Array.isArray(result) ? [] : result.rows;
  };
  const namesOf = async (sql: string): Promise<string[]> => (await query(sql)).map(({ name }) => String(name));
  const tables = () =>
    namesOf("select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'");
  let emptying: Promise<string> | undefined;
  const emptyingText = async (): Promise<string> => {
    const counters = await namesOf("select sequencename as name from pg_sequences where schemaname = 'public'");
    return [
      "set session_replication_role = 'replica'",
      ...(await tables()).map((name) => `delete from ${name}`),
      ...counters.map((name) => `alter sequence ${name} restart`),
    ].join('; ');
  };
  return {
    url: url.href,
    tables,
    empty: async () => {
      emptying ??= emptyingText();
      await query(await emptying);
    },
    query,
    drop: async () => {
      await client?.end();
      await withClient(server, async (client) => {
        await client.query(`drop database ${name} with (force)`);
      });
    },
  };
};
