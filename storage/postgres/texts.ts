import type { Columns, Value, Write } from '../sql/statements.ts';

/** How PostgreSQL writes the shared statements: each takes all its rows at once, a column in one array. */
const ARRAYS = { integer: 'bigint[]', text: 'text[]', bytes: 'bytea[]' } as const;

const quoted = (name: string): string => `"${name}"`;
const names = (columns: Columns): string[] => Object.keys(columns).map(quoted);

/** Rows of parameters as a relation. Without columns there is nothing to refer to. */
export const inputOf = (columns: Columns): string => {
  const arrays = Object.values(columns).map((type, i) => `$${i + 1}::${ARRAYS[type]}`);
  return `unnest(${arrays.join(', ')}) as input(${names(columns).join(', ')})`;
};

const equalIn = (table: string, keys: Columns): string[] =>
  names(keys).map((name) => `${table}.${name} = input.${name}`);

export const columnsOf = (write: Write<readonly Value[]>): Columns => {
  switch (write.kind) {
    case 'insert':
      return write.columns;
    case 'update':
      return { ...write.set, ...write.keys };
    case 'delete':
      return { ...write.keys, ...write.given };
  }
};

export const textOf = (write: Write<readonly Value[]>): string => {
  const columns = columnsOf(write);
  const from = Object.keys(columns).length === 0 ? undefined : inputOf(columns);
  switch (write.kind) {
    case 'insert':
      return `insert into ${write.table} (${names(columns).join(', ')})
        select * from ${inputOf(columns)} where true ${write.onConflict}`;
    case 'update': {
      const set = names(write.set).map((name) => `${name} = input.${name}`);
      return `update ${write.table} set ${set.join(', ')} from ${from} where ${equalIn(write.table, write.keys).join(' and ')}`;
    }
    case 'delete': {
      const conditions = [...equalIn(write.table, write.keys), ...(write.and === '' ? [] : [`(${write.and})`])];
      return `delete from ${write.table} ${from === undefined ? '' : `using ${from}`} where ${conditions.join(' and ')}`;
    }
  }
};

/** PostgreSQL's texts hold no NUL: it is stored as the sign for what cannot be shown. */
const storable = (value: Value): Value =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;

/** The arrays of a statement's rows, in the order of its columns. */
export const arraysOf = (columns: Columns, rows: readonly (readonly Value[])[]): Value[][] =>
  Object.keys(columns).map((_, column) => rows.map((row) => storable(row[column] ?? null)));

/** Of rows that update the same one only the last: PostgreSQL would take any. */
export const lastOfEach = (
  write: Write<readonly Value[]>,
  rows: readonly (readonly Value[])[],
): readonly (readonly Value[])[] => {
  if (write.kind !== 'update' || rows.length < 2) return rows;
  const first = Object.keys(write.set).length;
  return [...new Map(rows.map((row) => [keyOf(row.slice(first)), row])).values()];
};

const keyOf = (values: readonly Value[]): string =>
  values.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value))).join('/');
