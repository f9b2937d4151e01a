import pg from 'pg';
import type { StorageOptions } from '../operations/connection.ts';
import type { DumpHead } from './dump.ts';
import { migrateWithin, SCHEMA } from './migrate.ts';

const NEWLINE = 0x0a;

/** The rows do not fit the tables: the file was made by another version, or it is no dump. */
export class FillError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'FillError';
  }
}

/** The tables in the schema that the connection works in. */
export const tablesIn = async (client: pg.ClientBase): Promise<readonly string[]> => {
  const { rows } = await client.query<{ name: string }>(
    'select tablename as name from pg_tables where schemaname = current_schema() order by tablename',
  );
  return rows.map(({ name }) => name);
};

export interface FillOptions extends Pick<StorageOptions, 'now'> {
  /** Number of the newest step of the schema that the rows were written with. */
  readonly schema: number;
  /** Makes the tables of signing in. */
  readonly makeSignIn: () => Promise<void>;
}

/** Fills an empty database from a dump, inside the caller's transaction. */
export const createFill = (client: pg.ClientBase, { schema, now, makeSignIn }: FillOptions) => {
  let head: DumpHead | undefined;

  /** Makes the tables as the dump has them. */
  const begin = async (dumped: DumpHead): Promise<void> => {
    await migrateWithin(client, schema, now);
    await makeSignIn();
    const there = new Set(await tablesIn(client));
    const unknown = dumped.tables.find(({ name }) => !there.has(name));
    if (unknown !== undefined) throw new FillError(`The backup has a table ${unknown.name}, which is unknown here.`);
    head = dumped;
  };

  /** @param lines of JSON, each a row */
  const addRows = async (table: string, lines: Uint8Array): Promise<void> => {
    const columns = head?.tables.find(({ name }) => name === table)?.columns;
    if (columns === undefined) throw new FillError(`The backup has rows of a table ${table} that it does not list.`);
    const last = lines.at(-1) === NEWLINE ? lines.subarray(0, -1) : lines;
    const rows = `[${Buffer.from(last).toString('utf8').replaceAll('\n', ',')}]`;
    const listed = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    const into = pg.escapeIdentifier(table);
    await client.query(
      `insert into ${into} (${listed}) select ${listed} from json_populate_recordset(null::${into}, $1::json)`,
      [rows],
    );
  };

  /** Sets the counters, and brings the tables up to date. */
  const finish = async (): Promise<void> => {
    if (head === undefined) throw new FillError('The backup holds no tables.');
    for (const { name, last } of head.sequences)
      await client.query('select setval($1::regclass, $2::bigint)', [pg.escapeIdentifier(name), last]);
    await migrateWithin(client, SCHEMA, now);
  };

  return { begin, addRows, finish };
};
export type Fill = ReturnType<typeof createFill>;
