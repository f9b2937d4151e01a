import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** What administrators did, and when tokens of programs end. */
export const whatAdministratorsDo: Migration = {
  name: '0019-what-administrators-do',
  up: ({ schema }) => [
    schema
      .createTable('administrator_acts')
      .ifNotExists()
      .addColumn('place', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('administrator', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('act', 'text', (c) => c.notNull())
      // Whom it was about; absent: nobody in particular.
      .addColumn('person', 'integer', (c) => c.references('accounts.number'))
      .addColumn('at', 'integer', (c) => c.notNull())
      .modifyEnd(sql`strict`),
    schema.alterTable('program_tokens').addColumn('expires_at', 'integer'),
  ],
};
