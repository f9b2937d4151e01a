import type { InputsOf, Read, Reads, RowsOf, RowWrite, Value } from '../sql/statements.ts';

/** One thing that work within a transaction asks of its database. */
export type Step =
  | { readonly kind: 'read'; readonly read: AnyRead; readonly inputs: Inputs }
  /** Reads that do not depend on each other. */
  | { readonly kind: 'read-all'; readonly reads: Reads; readonly inputs: Readonly<Record<string, Inputs>> }
  | { readonly kind: 'write'; readonly writes: readonly RowWrite[] }
  /** Takes the next values of the change counter; the answer is the first of them. */
  | { readonly kind: 'take-changes'; readonly count: number }
  /** The change counter as it stands. */
  | { readonly kind: 'cursor' };

type AnyRead = Read<readonly Value[], unknown>;
type Inputs = readonly (readonly Value[])[];

/**
 * What happens within one transaction, written once for both databases: SQLite's driver answers each step at once, so
 * that nothing else runs between begin and commit; PostgreSQL's waits for the answers. What stands between two steps
 * must be quick and must not wait.
 */
export type Work<T> = Generator<Step, T, unknown>;

/** Runs statements as steps. The casts are the edge where a database's rows are trusted. */
export const driver = {
  *read<I extends readonly Value[], R>(read: Read<I, R>, inputs: readonly I[]): Work<R[]> {
    return (yield { kind: 'read', read: read as AnyRead, inputs }) as R[];
  },
  *readAll<T extends Reads>(reads: T, inputs: InputsOf<T>): Work<RowsOf<T>> {
    return (yield { kind: 'read-all', reads, inputs: inputs as Readonly<Record<string, Inputs>> }) as RowsOf<T>;
  },
  *write(writes: readonly RowWrite[]): Work<void> {
    yield { kind: 'write', writes };
  },
};

/** Takes the next `count` values of the change counter and gives the first of them. */
export function* takeChange(count = 1): Work<number> {
  return (yield { kind: 'take-changes', count }) as number;
}
/** The change counter as it stands. */
export function* readCursor(): Work<number> {
  return (yield { kind: 'cursor' }) as number;
}
