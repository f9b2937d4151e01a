import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const blobs: Migration = {
  name: '0015-blobs',
  up: ({ schema }) => [
    schema
      .createTable('blobs')
      .ifNotExists()
      .addColumn('number', 'integer', (c) => c.primaryKey())
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('size', 'integer', (c) => c.notNull().check(sql`size > 0`))
      .addColumn('part_bytes', 'integer', (c) => c.notNull().check(sql`part_bytes > 0`))
      .addColumn('class', 'text', (c) => c.notNull().check(sql`class in ('sealed', 'public')`))
      .addColumn('state', 'text', (c) => c.notNull().check(sql`state in ('uploading', 'complete', 'removing')`))
      .addColumn('upload', 'text')
      // Something let go of it: it is looked at whether anything still refers to it.
      .addColumn('released', 'integer', (c) => c.notNull().defaultTo(0).check(sql`released in (0, 1)`))
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('touched_at', 'integer', (c) => c.notNull())
      .addColumn('completed_at', 'integer')
      .modifyEnd(sql`strict`),
    schema.createIndex('blobs_by_account').ifNotExists().on('blobs').columns(['account', 'state']),
    schema.createIndex('blobs_released').ifNotExists().on('blobs').column('number').where(sql<boolean>`released = 1`),
    schema
      .createTable('blob_references')
      .ifNotExists()
      .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
      .addColumn('message', 'blob', (c) => c.notNull().check(sql`length(message) = 16`))
      .addColumn('blob', 'integer', (c) => c.notNull().references('blobs.number'))
      .addColumn('chapter', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('blob_references_key', ['conversation', 'message', 'blob'])
      .modifyEnd(sql`strict, without rowid`),
    schema
      .createIndex('blob_references_by_blob')
      .ifNotExists()
      .on('blob_references')
      .columns(['blob', 'conversation', 'chapter']),
    // Bytes of each account's blobs; account 0: of all.
    schema
      .createTable('blob_usage')
      .ifNotExists()
      .addColumn('account', 'integer', (c) => c.primaryKey())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .modifyEnd(sql`strict`),
  ],
};
