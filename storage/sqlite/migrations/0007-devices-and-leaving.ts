import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const devicesAndLeaving: Migration = {
  name: '0007-devices-and-leaving',
  up: ({ schema }) => [
    schema
      .alterTable('accounts')
      .addColumn('gone', 'integer', (c) => c.notNull().defaultTo(0).check(sql`gone in (0, 1)`)),
    schema
      .createTable('ended_sessions')
      .addColumn('token_hash', 'blob', (c) => c.primaryKey().check(sql`length(token_hash) = 32`))
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('at', 'integer', (c) => c.notNull())
      .modifyEnd(sql`strict, without rowid`),
    schema
      .createTable('device_links')
      .addColumn('token_hash', 'blob', (c) => c.primaryKey().check(sql`length(token_hash) = 32`))
      .addColumn('account', 'integer', (c) => c.notNull().unique().references('accounts.number'))
      .addColumn('expires_at', 'integer', (c) => c.notNull())
      .addColumn('claim_hash', 'blob', (c) => c.check(sql`length(claim_hash) = 32`))
      .addColumn('agent', 'text')
      .addColumn('address', 'text')
      .addColumn('confirmed', 'integer', (c) => c.notNull().defaultTo(0).check(sql`confirmed in (0, 1)`))
      .modifyEnd(sql`strict, without rowid`),
    // Accounts that were deleted, until all that is theirs is gone.
    schema
      .createTable('erasures')
      .addColumn('account', 'integer', (c) => c.primaryKey().references('accounts.number'))
      .addColumn('messages', 'integer', (c) => c.notNull().check(sql`messages in (0, 1)`))
      .modifyEnd(sql`strict`),
  ],
};
