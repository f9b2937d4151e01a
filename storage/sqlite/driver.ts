import type { DatabaseSync } from 'node:sqlite';
import type { Columns, InputsOf, Read, Reads, RowsOf, RowWrite, Value, Write } from '../sql/statements.ts';
import { prepare, type Statement } from './statement.ts';

const names = (columns: Columns): string[] => Object.keys(columns);
const equal = (columns: Columns, between: string): string =>
  names(columns)
    .map((name) => `${name} = ?`)
    .join(between);

/** One row of parameters as a relation. */
const inputOf = (columns: Columns): string =>
  `(select ${names(columns)
    .map((name, i) => `?${i + 1} as ${name}`)
    .join(', ')}) input`;

const textOf = (write: Write<readonly Value[]>): string => {
  switch (write.kind) {
    case 'insert': {
      const columns = names(write.columns);
      const values = columns.map(() => '?').join(', ');
      return `insert into ${write.table} (${columns.map((name) => `"${name}"`).join(', ')}) values (${values}) ${write.onConflict}`;
    }
    case 'update':
      return `update ${write.table} set ${equal(write.set, ', ')} where ${equal(write.keys, ' and ')}`;
    case 'delete': {
      const keys = names(write.keys);
      const and = write.and.replaceAll(/\binput\.(\w+)/g, (_, name: string) => `?${keys.indexOf(name) + 1}`);
      const where = keys.map((name, i) => `${name} = ?${i + 1}`).join(' and ');
      return `delete from ${write.table} where ${where}${and === '' ? '' : ` and ${and}`}`;
    }
  }
};

/** Runs shared statements on SQLite: a row at a time, and at once, inside the caller's transaction. */
export const createDriver = (database: DatabaseSync) => {
  const statements = new Map<object, Statement<Value[], unknown>>();
  const prepared = (key: object, text: () => string): Statement<Value[], unknown> => {
    const known = statements.get(key);
    if (known !== undefined) return known;
    const made = prepare<Value[], unknown>(database, text());
    statements.set(key, made);
    return made;
  };

  const read = <I extends readonly Value[], R>(asked: Read<I, R>, inputs: readonly I[]): R[] => {
    if (inputs.length === 0) return [];
    const statement = prepared(asked, () => asked.sql(inputOf(asked.columns)));
    return inputs.flatMap((input) => statement.all(...input) as R[]);
  };

  return {
    read,
    readAll: <T extends Reads>(reads: T, inputs: InputsOf<T>): RowsOf<T> => {
      const rows = Object.entries(reads).map(([name, asked]) => [name, read(asked, inputs[name] ?? [])]);
      return Object.fromEntries(rows) as RowsOf<T>;
    },
    write: (writes: readonly RowWrite[]): void => {
      for (const { write, rows } of writes) {
        if (rows.length === 0) continue;
        const statement = prepared(write, () => textOf(write));
        for (const row of rows) statement.run(...row);
      }
    },
  };
};
export type Driver = ReturnType<typeof createDriver>;
