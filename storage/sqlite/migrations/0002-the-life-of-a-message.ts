import { type CreateTableBuilder, sql } from 'kysely';
import type { Migration } from '../migration.ts';

const keyed = <T extends string, C extends string>(table: CreateTableBuilder<T, C>) =>
  table.modifyEnd(sql`strict, without rowid`);

/** Groups above this many members told no watermarks when this was written. */
const NAMED = 50;

export const theLifeOfAMessage: Migration = {
  name: '0002-the-life-of-a-message',
  up: ({ schema }) => [
    schema
      .alterTable('accounts')
      .addColumn('hide_read', 'integer', (c) => c.notNull().defaultTo(0).check(sql`hide_read in (0, 1)`)),
    schema
      .alterTable('accounts')
      .addColumn('hide_seen', 'integer', (c) => c.notNull().defaultTo(0).check(sql`hide_seen in (0, 1)`)),
    schema.alterTable('accounts').addColumn('seen_at', 'integer'),
    schema
      .alterTable('conversations')
      .addColumn('disappear', 'integer', (c) => c.notNull().defaultTo(0).check(sql`disappear >= 0`)),
    schema
      .alterTable('conversations')
      .addColumn('large', 'integer', (c) => c.notNull().defaultTo(0).check(sql`large in (0, 1)`)),
    schema.alterTable('memberships').addColumn('own_changed', 'integer', (c) => c.notNull().defaultTo(0)),

    schema
      .createTable('pending_events')
      .addColumn('place', 'integer', (c) => c.primaryKey().autoIncrement())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
      .addColumn('event', 'text', (c) => c.notNull())
      .modifyEnd(sql`strict`),

    keyed(
      schema
        .createTable('mentions')
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('account', 'integer', (c) => c.notNull())
        .addColumn('seq', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('mentions_key', ['conversation', 'account', 'seq']),
    ),
    schema.createIndex('mentions_by_seq').on('mentions').columns(['conversation', 'seq']),

    keyed(
      schema
        .createTable('disappearing')
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('id', 'blob', (c) => c.notNull().check(sql`length(id) = 16`))
        .addColumn('chapter', 'integer', (c) => c.notNull())
        .addColumn('due', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('disappearing_key', ['conversation', 'id']),
    ),
    schema.createIndex('disappearing_by_due').on('disappearing').column('due'),

    keyed(
      schema
        .createTable('receipt_log')
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('account', 'integer', (c) => c.notNull())
        .addColumn('kind', 'integer', (c) => c.notNull().check(sql`kind in (0, 1)`))
        .addColumn('seq', 'integer', (c) => c.notNull())
        .addColumn('at', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('receipt_log_key', ['conversation', 'account', 'kind', 'seq']),
    ),
    // When it was is not known any more; that it was, is.
    sql`insert into receipt_log
        select conversation, account, 0, delivered, unixepoch() * 1000 from memberships where delivered > 0
        union all select conversation, account, 1, read, unixepoch() * 1000 from memberships where read > 0`,
    sql`update conversations set large = 1 where ${sql.lit(NAMED)} <
        (select count(*) from memberships where conversation = conversations.id and removed_at is null)`,
  ],
};
