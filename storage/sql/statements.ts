/**
 * Statements that both databases share. Each takes a whole list of rows: a driver either runs it once for each row
 * (SQLite, where a statement costs a microsecond) or once for all of them (PostgreSQL, where it costs a round trip).
 * Rows of one list are independent of each other, so both ways have the same effect.
 */
export type Value = number | string | Uint8Array | null;
type ColumnType = 'integer' | 'text' | 'bytes';
/** Names and types of an input row's values, in order. */
export type Columns = Readonly<Record<string, ColumnType>>;

export interface Read<I extends readonly Value[], R> {
  readonly columns: Columns;
  /** @param input a relation with the columns, named `input`, to stand in `from` */
  readonly sql: (input: string) => string;
  /** Only for the type checker. */
  readonly types?: { readonly input: I; readonly row: R };
}

export const readRows = <I extends readonly Value[], R>(
  columns: Columns,
  sql: (input: string) => string,
): Read<I, R> => ({ columns, sql });

interface Writes<I extends readonly Value[]> {
  readonly table: string;
  readonly types?: { readonly input: I };
}
export interface Insert<I extends readonly Value[]> extends Writes<I> {
  readonly kind: 'insert';
  readonly columns: Columns;
  /** What happens to a row whose key exists; empty: that is an error. */
  readonly onConflict: string;
}
export interface Update<I extends readonly Value[]> extends Writes<I> {
  readonly kind: 'update';
  readonly set: Columns;
  readonly keys: Columns;
}
export interface Delete<I extends readonly Value[]> extends Writes<I> {
  readonly kind: 'delete';
  readonly keys: Columns;
  /** A further condition, in which `input.x` is a value of the input row. */
  readonly and: string;
  /** Values of the input row, after the keys, that only the condition uses. */
  readonly given: Columns;
}
export type Write<I extends readonly Value[]> = Insert<I> | Update<I> | Delete<I>;

export const insertRows = <I extends readonly Value[]>(
  table: string,
  columns: Columns,
  onConflict = '',
): Insert<I> => ({
  kind: 'insert',
  table,
  columns,
  onConflict,
});

/** Input rows have the new values first, then the keys. */
export const updateRows = <I extends readonly Value[]>(table: string, set: Columns, keys: Columns): Update<I> => ({
  kind: 'update',
  table,
  set,
  keys,
});

export const deleteRows = <I extends readonly Value[]>(
  table: string,
  keys: Columns,
  and = '',
  given: Columns = {},
): Delete<I> => ({
  kind: 'delete',
  table,
  keys,
  and,
  given,
});

export type Reads = Readonly<Record<string, Read<readonly Value[], unknown>>>;
/** Input rows for each of several reads, which a driver may send at once. */
export type InputsOf<T extends Reads> = {
  readonly [K in keyof T]: T[K] extends Read<infer I, unknown> ? readonly I[] : never;
};
export type RowsOf<T extends Reads> = {
  readonly [K in keyof T]: T[K] extends Read<readonly Value[], infer R> ? readonly R[] : never;
};

/** Rows to write, with their statement. */
export interface RowWrite {
  readonly write: Write<readonly Value[]>;
  readonly rows: readonly (readonly Value[])[];
}
export const rowWrite = <I extends readonly Value[]>(write: Write<I>, rows: readonly I[]): RowWrite => ({
  write,
  rows,
});
