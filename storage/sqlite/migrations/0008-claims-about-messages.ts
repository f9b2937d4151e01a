import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const claimsAboutMessages: Migration = {
  name: '0008-claims-about-messages',
  up: ({ schema }) => [
    // Null: written before this was kept; the chapter directory says where it may stand.
    schema.alterTable('messages').addColumn('chapter', 'integer', (c) => c.check(sql`chapter >= 0`)),
    schema
      .createTable('account_devices')
      .addColumn('place', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('number', 'integer', (c) => c.notNull())
      .addUniqueConstraint('account_devices_key', ['account', 'number'])
      .modifyEnd(sql`strict`),
  ],
};
