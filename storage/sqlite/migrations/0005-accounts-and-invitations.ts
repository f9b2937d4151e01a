import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const accountsAndInvitations: Migration = {
  name: '0005-accounts-and-invitations',
  up: ({ schema }) => [
    schema.alterTable('accounts').addColumn('username', 'text'),
    schema.createIndex('accounts_by_username').on('accounts').column('username'),
    schema
      .createTable('invitations')
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('public_id', 'text', (c) => c.notNull().unique())
      .addColumn('token', 'blob', (c) => c.notNull().unique().check(sql`length(token) = 32`))
      .addColumn('made_by', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('expires_at', 'integer', (c) => c.notNull())
      .addColumn('uses', 'integer', (c) => c.notNull().check(sql`uses > 0`))
      .addColumn('used', 'integer', (c) => c.notNull().defaultTo(0).check(sql`used >= 0 and used <= uses`))
      .modifyEnd(sql`strict`),
  ],
};
