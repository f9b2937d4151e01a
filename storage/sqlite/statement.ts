import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Compilable } from 'kysely';

export interface Statement<P extends SQLInputValue[], R> {
  get(...parameters: P): R | undefined;
  all(...parameters: P): R[];
  /** How many rows it changed. */
  run(...parameters: P): number;
}

/**
 * A prepared statement with the types of its parameters and rows. The casts here and in `createQueries` are the edge
 * where rows are trusted: tables are STRICT, and only this folder writes them.
 */
export const prepare = <P extends SQLInputValue[], R = never>(database: DatabaseSync, sql: string): Statement<P, R> => {
  const statement = database.prepare(sql);
  return {
    get: (...parameters) => statement.get(...parameters) as R | undefined,
    all: (...parameters) => statement.all(...parameters) as R[],
    run: (...parameters) => Number(statement.run(...parameters).changes),
  };
};

export interface Queries {
  first<R>(query: Compilable<R>): R | undefined;
  all<R>(query: Compilable<R>): R[];
  run(query: Compilable): number;
}

/** Runs queries built with Kysely at once, on this thread: inside a transaction nothing else may come between. */
export const createQueries = (database: DatabaseSync): Queries => {
  const statements = new Map<string, Statement<SQLInputValue[], unknown>>();
  const prepared = (sql: string) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = prepare<SQLInputValue[], unknown>(database, sql);
    statements.set(sql, made);
    return made;
  };
  const open = (query: Compilable) => {
    const { sql, parameters } = query.compile();
    return { statement: prepared(sql), parameters: parameters as SQLInputValue[] };
  };
  return {
    first: <R>(query: Compilable<R>) => {
      const { statement, parameters } = open(query);
      return statement.get(...parameters) as R | undefined;
    },
    all: <R>(query: Compilable<R>) => {
      const { statement, parameters } = open(query);
      return statement.all(...parameters) as R[];
    },
    run: (query) => {
      const { statement, parameters } = open(query);
      return statement.run(...parameters);
    },
  };
};
