import type { DatabaseSync } from 'node:sqlite';
import type { Columns, InputsOf, Read, Reads, RowsOf, RowWrite, Value, Write } from '../sql/statements.ts';
import { prepare, type Statement } from './statement.ts';

const names = (columns: Columns): string[] => Object.keys(columns);
const equal = (columns: Columns, between: string): string =>
  names(columns)
    .map((name) => `${name} = ?`)
    .join(between);

/** Rows per statement when there are many: a third less time per row than one by one. */
const CHUNK = 8;

const marks = (columns: Columns): string =>
  `(${names(columns)
    .map(() => '?')
    .join(', ')})`;
const repeat = (text: string, count: number): string => Array.from({ length: count }, () => text).join(', ');

/** Rows of parameters as a relation; numbered, because a statement may refer to it more than once. */
const inputOf = (columns: Columns, count: number): string => {
  const named = names(columns).map((name, i) => `column${i + 1} as ${name}`);
  const rows = Array.from(
    { length: count },
    (_, row) => `(${named.map((_, i) => `?${row * named.length + i + 1}`).join(', ')})`,
  );
  return `(select ${named.join(', ')} from (values ${rows.join(', ')})) input`;
};

const textOf = (write: Write<readonly Value[]>, count: number): string => {
  switch (write.kind) {
    case 'insert': {
      const columns = names(write.columns).map((name) => `"${name}"`);
      const values = repeat(marks(write.columns), count);
      return `insert into ${write.table} (${columns.join(', ')}) values ${values} ${write.onConflict}`;
    }
    case 'update':
      return `update ${write.table} set ${equal(write.set, ', ')} where ${equal(write.keys, ' and ')}`;
    case 'delete': {
      const keys = names(write.keys);
      const given = [...keys, ...names(write.given)];
      const and = write.and.replaceAll(/\binput\.(\w+)/g, (_, name: string) => `?${given.indexOf(name) + 1}`);
      const conditions = [...keys.map((name, i) => `${name} = ?${i + 1}`), ...(and === '' ? [] : [and])];
      return `delete from ${write.table} where ${conditions.join(' and ')}`;
    }
  }
};

type Prepared = Statement<Value[], unknown>;

/** Calls `run` with the parameters of whole chunks of rows, then with those of single rows. */
const inChunks = (
  rows: readonly (readonly Value[])[],
  prepared: (count: number) => Prepared,
  run: (statement: Prepared, parameters: readonly Value[]) => void,
): void => {
  let next = 0;
  for (; next + CHUNK <= rows.length; next += CHUNK) run(prepared(CHUNK), rows.slice(next, next + CHUNK).flat());
  for (; next < rows.length; next++) run(prepared(1), rows[next] ?? []);
};

/** Runs shared statements on SQLite synchronously, inside the caller's transaction. */
export const createDriver = (database: DatabaseSync) => {
  const cache = () => new Map<object, Prepared>();
  const [ofOne, ofChunk] = [cache(), cache()];
  const prepared = (key: object, count: number, text: () => string): Prepared => {
    const statements = count === 1 ? ofOne : ofChunk;
    const known = statements.get(key);
    if (known !== undefined) return known;
    const made = prepare<Value[], unknown>(database, text());
    statements.set(key, made);
    return made;
  };

  const read = <I extends readonly Value[], R>(asked: Read<I, R>, inputs: readonly I[]): R[] => {
    const [only] = inputs;
    if (only === undefined) return [];
    if (inputs.length === 1) return prepared(asked, 1, () => asked.sql(inputOf(asked.columns, 1))).all(...only) as R[];
    const rows: R[] = [];
    inChunks(
      inputs,
      (count) => prepared(asked, count, () => asked.sql(inputOf(asked.columns, count))),
      (statement, parameters) => {
        for (const row of statement.all(...parameters)) rows.push(row as R);
      },
    );
    return rows;
  };

  return {
    read,
    readAll: <T extends Reads>(reads: T, inputs: InputsOf<T>): RowsOf<T> => {
      const rows: Partial<Record<string, unknown[]>> = {};
      for (const [name, asked] of Object.entries(reads)) rows[name] = read(asked, inputs[name] ?? []);
      return rows as Partial<RowsOf<T>> as RowsOf<T>;
    },
    write: (writes: readonly RowWrite[]): void => {
      for (const { write, rows } of writes) {
        // Only inserts take several rows per statement without extra cost.
        if (write.kind === 'insert')
          inChunks(
            rows,
            (count) => prepared(write, count, () => textOf(write, count)),
            (statement, parameters) => statement.run(...parameters),
          );
        else for (const row of rows) prepared(write, 1, () => textOf(write, 1)).run(...row);
      }
    },
  };
};
