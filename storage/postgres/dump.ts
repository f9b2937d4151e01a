import pg from 'pg';
import * as v from 'valibot';

const text = v.string();

/** What a dump holds besides rows: tables in an order in which each refers only to earlier ones, and counters. */
export const DUMP_HEAD = v.object({
  tables: v.array(v.object({ name: text, columns: v.array(text) })),
  sequences: v.array(v.object({ name: text, last: text })),
});
export type DumpHead = v.InferOutput<typeof DUMP_HEAD>;

/** Bytes of rows gathered for one piece. */
const PIECE = 1024 * 1024;
/** Rows fetched at once: few at first, then as many as make a piece. */
const FIRST_ROWS = 16;
const MOST_ROWS = 1_000;

/** Made by the steps of the schema, which a restore runs itself. */
const OWN_TABLE = 'migrations';

const HERE = 'current_schema()::regnamespace';
const TABLES = `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns,
    array(select p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid
      where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    and a.attgenerated = ''
  where c.relnamespace = ${HERE} and c.relkind = 'r' and c.relname <> '${OWN_TABLE}' group by c.oid, c.relname
  order by c.relname`;
const SEQUENCES = `select sequencename as name, last_value::text as last from pg_sequences
  where schemaname = current_schema() and last_value is not null order by sequencename`;

interface FoundTable {
  readonly name: string;
  readonly columns: string[];
  readonly parents: readonly string[];
}

const inOrder = (found: readonly FoundTable[]): FoundTable[] => {
  const ordered: FoundTable[] = [];
  let left = [...found];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const next = left.filter(({ parents }) => !parents.some((parent) => waiting.has(parent)));
    if (next.length === 0) throw new Error('Tables refer to each other in a circle.');
    ordered.push(...next);
    left = left.filter((table) => !next.includes(table));
  }
  return ordered;
};

/** Reads what there is to dump, inside the caller's snapshot. */
export const readDumpHead = async (client: pg.ClientBase): Promise<DumpHead> => {
  const { rows: tables } = await client.query<FoundTable>(TABLES);
  const { rows: sequences } = await client.query<{ name: string; last: string }>(SEQUENCES);
  return { tables: inOrder(tables).map(({ name, columns }) => ({ name, columns })), sequences };
};

/** The rows of a table as lines of JSON, in pieces of about a megabyte, inside the caller's snapshot. */
export async function* dumpRows(
  client: pg.ClientBase,
  { name, columns }: DumpHead['tables'][number],
): AsyncGenerator<Uint8Array> {
  const listed = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  await client.query(
    `declare dumped no scroll cursor for
     select row_to_json(r)::text as line from (select ${listed} from ${pg.escapeIdentifier(name)}) r`,
  );
  let count = FIRST_ROWS;
  let lines: string[] = [];
  let size = 0;
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${count} from dumped`);
    let fetched = 0;
    for (const { line } of rows) {
      lines.push(line);
      fetched += line.length + 1;
    }
    size += fetched;
    if (lines.length > 0 && (size >= PIECE || rows.length === 0)) {
      yield Buffer.from(`${lines.join('\n')}\n`);
      [lines, size] = [[], 0];
    }
    if (rows.length === 0) break;
    // Small rows may be followed by large ones.
    count = Math.min(MOST_ROWS, 2 * count, Math.max(1, Math.floor((PIECE * rows.length) / fetched)));
  }
  await client.query('close dumped');
}
