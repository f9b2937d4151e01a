import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const push: Migration = {
  name: '0018-push',
  up: ({ schema }) => [
    schema
      .createTable('push_devices')
      .ifNotExists()
      .addColumn('number', 'integer', (c) => c.primaryKey())
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('session', 'text', (c) => c.notNull().unique())
      .addColumn('endpoint', 'text', (c) => c.notNull().unique())
      .addColumn('p256dh', 'text', (c) => c.notNull())
      .addColumn('auth', 'text', (c) => c.notNull())
      .addColumn('server_key', 'text', (c) => c.notNull())
      .addColumn('content', 'text', (c) => c.notNull().check(sql`content in ('full', 'name', 'nothing')`))
      .addColumn('zone', 'text', (c) => c.notNull())
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('failures', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('retry_at', 'integer', (c) => c.notNull().defaultTo(0))
      .modifyEnd(sql`strict`),
    schema.createIndex('push_devices_by_account').ifNotExists().on('push_devices').column('account'),
    schema
      .createTable('push_marks')
      .ifNotExists()
      .addColumn('device', 'integer', (c) => c.notNull().references('push_devices.number').onDelete('cascade'))
      .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('shown', 'integer', (c) => c.notNull().defaultTo(0))
      .addPrimaryKeyConstraint('push_marks_key', ['device', 'conversation'])
      .modifyEnd(sql`strict, without rowid`),
    schema
      .createTable('push_levels')
      .ifNotExists()
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
      .addColumn('muted_until', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('mentions_only', 'integer', (c) => c.notNull().defaultTo(0))
      .addPrimaryKeyConstraint('push_levels_key', ['account', 'conversation'])
      .modifyEnd(sql`strict, without rowid`),
    schema
      .createTable('push_people')
      .ifNotExists()
      .addColumn('account', 'integer', (c) => c.primaryKey().references('accounts.number'))
      .addColumn('quiet_from', 'integer')
      .addColumn('quiet_to', 'integer')
      .addColumn('paused_until', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('active_at', 'integer', (c) => c.notNull().defaultTo(0))
      .modifyEnd(sql`strict`),
    schema
      .createTable('push_problems')
      .ifNotExists()
      .addColumn('service', 'text', (c) => c.primaryKey())
      .addColumn('status', 'integer', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('times', 'integer', (c) => c.notNull())
      .modifyEnd(sql`strict`),
  ],
};
