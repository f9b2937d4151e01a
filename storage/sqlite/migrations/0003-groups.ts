import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const groups: Migration = {
  name: '0003-groups',
  up: ({ schema }) => [
    schema.alterTable('conversations').addColumn('picture', 'text'),
    schema.alterTable('conversations').addColumn('rights', 'text', (c) => c.notNull().defaultTo('{}')),
    schema
      .alterTable('conversations')
      .addColumn('history', 'text', (c) => c.notNull().defaultTo('all').check(sql`history in ('all', 'joining')`)),
    schema.alterTable('conversations').addColumn('deleted_at', 'integer'),
    schema.alterTable('conversations').addColumn('purged', 'integer', (c) => c.notNull().defaultTo(0)),
    schema
      .createIndex('conversations_to_purge')
      .on('conversations')
      .column('id')
      .where(sql<boolean>`deleted_at is not null and purged = 0`),
    schema.alterTable('memberships').addColumn('removed_by', 'integer'),
    schema
      .alterTable('memberships')
      .addColumn('from_chapter', 'integer', (c) => c.notNull().defaultTo(0).check(sql`from_chapter >= 0`)),
    schema
      .alterTable('memberships')
      .addColumn('from_seq', 'integer', (c) => c.notNull().defaultTo(0).check(sql`from_seq >= 0`)),
    schema
      .alterTable('chapters')
      .addColumn('closed', 'integer', (c) => c.notNull().defaultTo(0).check(sql`closed in (0, 1)`)),

    schema
      .createTable('group_links')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
      // SHA-256 of the token: whoever reads the database cannot join by it.
      .addColumn('digest', 'blob', (c) => c.notNull().unique().check(sql`length(digest) = 32`))
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('approval', 'integer', (c) => c.notNull().check(sql`approval in (0, 1)`))
      .addColumn('expires_at', 'integer')
      .addColumn('uses', 'integer')
      .addColumn('used', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .modifyEnd(sql`strict`),
    schema.createIndex('group_links_by_conversation').on('group_links').column('conversation'),
    schema
      .createTable('join_requests')
      .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('link', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('join_requests_key', ['conversation', 'account'])
      .modifyEnd(sql`strict, without rowid`),
  ],
};
