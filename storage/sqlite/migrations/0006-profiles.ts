import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const profiles: Migration = {
  name: '0006-profiles',
  up: ({ schema }) => [
    schema.alterTable('accounts').addColumn('picture', 'text'),
    schema.alterTable('accounts').addColumn('status_text', 'text'),
    schema.alterTable('accounts').addColumn('status_until', 'integer'),
    schema
      .createTable('pictures')
      .addColumn('hash', 'text', (c) => c.primaryKey())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('bytes', 'blob', (c) => c.notNull())
      .addColumn('kept_at', 'integer', (c) => c.notNull())
      .modifyEnd(sql`strict`),
    schema.createIndex('pictures_by_time').on('pictures').column('kept_at'),
  ],
};
