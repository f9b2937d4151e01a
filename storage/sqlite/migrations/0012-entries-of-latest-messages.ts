import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const deletedHasNoBytes = sql`head_deleted = 0 or (head_entry is null and head_edit is null)`;

export const entriesOfLatestMessages: Migration = {
  name: '0012-entries-of-latest-messages',
  up: ({ schema }) => [
    ...['conversations', 'kept_heads'].flatMap((table) => [
      schema.alterTable(table).addColumn('head_entry', 'blob', (c) => c.check(sql`length(head_entry) <= 1024`)),
      schema.alterTable(table).addColumn('head_edit', 'blob', (c) => c.check(deletedHasNoBytes)),
      // Devices make the line of the list from bytes; of a message before this they read it from its chapter. The column
      // stays empty: a check of the table names it, and SQLite drops no such column.
      sql`update ${sql.table(table)} set head_text = null`,
    ]),
    // The header of a message says that it notifies nobody.
    schema.alterTable('stamps').addColumn('quiet', 'integer', (c) => c.notNull().defaultTo(0)),
  ],
};
