import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const declinedRequests: Migration = {
  name: '0011-declined-requests',
  up: ({ schema }) => [
    schema
      .createTable('declined_requests')
      .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('declined_requests_key', ['conversation', 'account'])
      .modifyEnd(sql`strict, without rowid`),
  ],
};
