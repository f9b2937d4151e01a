import type { CompiledQuery, Kysely } from 'kysely';

/** Anything Kysely compiles: a query, a schema change, or a raw statement. */
interface Change {
  compile(kysely: Kysely<unknown>): CompiledQuery;
}

/** One numbered step of the schema. Never edited once released: later steps are added. */
export interface Migration {
  readonly name: string;
  readonly up: (kysely: Kysely<unknown>) => readonly Change[];
}
