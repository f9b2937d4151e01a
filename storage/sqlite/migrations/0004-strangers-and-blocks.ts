import { type CreateTableBuilder, sql } from 'kysely';
import type { Migration } from '../migration.ts';

const keyed = <T extends string, C extends string>(table: CreateTableBuilder<T, C>) =>
  table.modifyEnd(sql`strict, without rowid`);

export const strangersAndBlocks: Migration = {
  name: '0004-strangers-and-blocks',
  up: ({ schema }) => [
    schema.alterTable('accounts').addColumn('seen_changed', 'integer', (c) => c.notNull().defaultTo(0)),
    schema.createIndex('accounts_by_seen_change').on('accounts').column('seen_changed'),
    // People who had a direct conversation before there were requests know each other.
    schema.alterTable('conversations').addColumn('unanswered', 'integer'),
    schema.alterTable('conversations').addColumn('marks_changed', 'integer', (c) => c.notNull().defaultTo(0)),
    schema
      .createIndex('conversations_unanswered')
      .on('conversations')
      .column('created_by')
      .where(sql.ref('unanswered'), 'is not', sql.lit(null)),
    schema.alterTable('memberships').addColumn('marks_changed', 'integer', (c) => c.notNull().defaultTo(0)),

    keyed(
      schema
        .createTable('blocks')
        .addColumn('blocker', 'integer', (c) => c.notNull().references('accounts.number'))
        .addColumn('blocked', 'integer', (c) => c.notNull().references('accounts.number'))
        .addColumn('active', 'integer', (c) => c.notNull().check(sql`active in (0, 1)`))
        .addColumn('at', 'integer', (c) => c.notNull())
        .addColumn('seen_at', 'integer')
        .addColumn('changed', 'integer', (c) => c.notNull())
        .addCheckConstraint('nobody_blocks_themself', sql`blocker <> blocked`)
        .addPrimaryKeyConstraint('blocks_key', ['blocker', 'blocked']),
    ),
    schema.createIndex('blocks_by_blocked').on('blocks').columns(['blocked', 'active']),
    keyed(
      schema
        .createTable('kept_marks')
        .addColumn('viewer', 'integer', (c) => c.notNull())
        .addColumn('account', 'integer', (c) => c.notNull())
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('delivered', 'integer', (c) => c.notNull())
        .addColumn('read', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('kept_marks_key', ['viewer', 'account', 'conversation']),
    ),
    keyed(
      schema
        .createTable('kept_heads')
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('account', 'integer', (c) => c.notNull())
        .addColumn('head_id', 'blob')
        .addColumn('head_chapter', 'integer')
        .addColumn('head_seq', 'integer')
        .addColumn('head_by', 'integer')
        .addColumn('head_at', 'integer')
        .addColumn('head_stamped_at', 'integer')
        .addColumn('head_text', 'text')
        .addColumn('head_deleted', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('kept_heads_key', ['conversation', 'account']),
    ),

    schema
      .createTable('reports')
      .addColumn('place', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('reporter', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('messages', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('handled_at', 'integer')
      .addColumn('handled_by', 'integer')
      .modifyEnd(sql`strict`),
  ],
};
