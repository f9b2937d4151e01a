import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openPostgres } from '../../storage/postgres/open-postgres.ts';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server's own database. */
    readonly postgres: string;
  }
}

/** The database that others are copies of: that takes a tenth of making the tables. */
export const TEMPLATE = 'skerry_template';

/** One PostgreSQL for all files of a suite; each test has a database of its own in it. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const server = await startPostgres();
  try {
    const client = new pg.Client({ connectionString: server.urlOf('postgres') });
    await client.connect();
    await client.query(`create database ${TEMPLATE}`);
    await client.end();
    const { storage } = await openPostgres(server.urlOf(TEMPLATE));
    await storage.close();
  } catch (error) {
    await server.stop();
    throw error;
  }
  provide('postgres', server.urlOf('postgres'));
  return server.stop;
};
