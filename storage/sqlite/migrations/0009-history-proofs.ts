import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const historyProofs: Migration = {
  name: '0009-history-proofs',
  up: ({ schema }) => [
    // Epochs are numbered, so that an old proof of history is told from one that still says something.
    schema
      .alterTable('server_state')
      .addColumn('epoch_number', 'integer', (c) => c.notNull().defaultTo(0).check(sql`epoch_number >= 0`)),
    // Signs proofs of history. It stands in the database, so that a backup of the file alone brings it along.
    schema.alterTable('server_state').addColumn('proof_key', 'blob'),
    // Written by the readiness probe, to see that a write is stored.
    schema.alterTable('server_state').addColumn('probed', 'integer', (c) => c.notNull().defaultTo(0)),
    // Each start of a server on this database in this epoch, and the change counter it began at.
    schema
      .createTable('starts')
      .addColumn('number', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('cursor', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .modifyEnd(sql`strict`),
    // Each epoch after the first, for the administrator.
    schema
      .createTable('epochs')
      .addColumn('number', 'integer', (c) => c.primaryKey())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('cause', 'text', (c) => c.notNull().check(sql`cause in ('announced', 'noticed')`))
      .modifyEnd(sql`strict`),
  ],
};
