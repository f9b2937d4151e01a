import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

export interface Statement<P extends SQLInputValue[], R> {
  get(...parameters: P): R | undefined;
  all(...parameters: P): R[];
  /** Number of changed rows. */
  run(...parameters: P): number;
}

/**
 * A prepared statement with the types of its parameters and rows. The casts here are the edge where rows are trusted:
 * tables are STRICT, and only this folder writes them.
 */
export const prepare = <P extends SQLInputValue[], R = never>(database: DatabaseSync, sql: string): Statement<P, R> => {
  const statement = database.prepare(sql);
  return {
    get: (...parameters) => statement.get(...parameters) as R | undefined,
    all: (...parameters) => statement.all(...parameters) as R[],
    run: (...parameters) => Number(statement.run(...parameters).changes),
  };
};
