import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const programs: Migration = {
  name: '0017-programs',
  up: ({ schema }) => [
    schema
      .createTable('program_tokens')
      .ifNotExists()
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('hash', 'blob', (c) => c.notNull().unique().check(sql`length(hash) = 32`))
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('access', 'text', (c) => c.notNull().check(sql`access in ('read', 'write', 'post')`))
      // The group that a webhook posts into.
      .addColumn('conversation', 'integer', (c) =>
        c.references('conversations.id').check(sql`(conversation is null) = (access <> 'post')`),
      )
      .addColumn('device', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('used_at', 'integer')
      .modifyEnd(sql`strict`),
    schema.createIndex('program_tokens_by_account').ifNotExists().on('program_tokens').column('account'),
    schema.createIndex('program_tokens_by_conversation').ifNotExists().on('program_tokens').column('conversation'),
  ],
};
