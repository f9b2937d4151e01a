import { type CreateTableBuilder, sql } from 'kysely';
import type { Migration } from '../migration.ts';

const strict = <T extends string, C extends string>(table: CreateTableBuilder<T, C>) => table.modifyEnd(sql`strict`);
/** The primary key is the row's place: one tree less, and no rowid. For small rows. */
const keyed = <T extends string, C extends string>(table: CreateTableBuilder<T, C>) =>
  table.modifyEnd(sql`strict, without rowid`);

export const conversationsAndJournal: Migration = {
  name: '0001-conversations-and-journal',
  up: ({ schema }) => [
    strict(
      schema
        .createTable('server_state')
        .addColumn('id', 'integer', (c) => c.primaryKey().check(sql`id = 1`))
        .addColumn('epoch', 'text', (c) => c.notNull())
        .addColumn('cursor', 'integer', (c) => c.notNull().check(sql`cursor >= 0`)),
    ),

    strict(
      schema
        .createTable('accounts')
        // Numbers own Yjs client ids: never given twice, hence autoincrement.
        .addColumn('number', 'integer', (c) =>
          c.primaryKey().autoIncrement().check(sql`number between 1024 and 2147483647`),
        )
        .addColumn('user_id', 'text', (c) => c.notNull().unique())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('name_folded', 'text', (c) => c.notNull())
        .addColumn('email', 'text', (c) => c.notNull())
        .addColumn('generation', 'integer', (c) => c.notNull().defaultTo(0))
        .addColumn('created_at', 'integer', (c) => c.notNull())
        .addColumn('changed', 'integer', (c) => c.notNull()),
    ),
    schema.createIndex('accounts_by_change').on('accounts').column('changed'),

    strict(
      schema
        .createTable('conversations')
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('public_id', 'text', (c) => c.notNull().unique())
        .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('direct', 'group')`))
        .addColumn('created_by', 'integer', (c) => c.notNull().references('accounts.number'))
        .addColumn('created_at', 'integer', (c) => c.notNull())
        .addColumn('request_digest', 'blob', (c) => c.notNull())
        .addColumn('title', 'text')
        .addColumn('seq', 'integer', (c) => c.notNull().defaultTo(0))
        .addColumn('stamped_at', 'integer', (c) => c.notNull().defaultTo(0))
        .addColumn('version', 'integer', (c) => c.notNull().defaultTo(0))
        .addColumn('newest_chapter', 'integer', (c) => c.notNull().defaultTo(0))
        .addColumn('head_id', 'blob', (c) => c.check(sql`length(head_id) = 16`))
        .addColumn('head_chapter', 'integer')
        .addColumn('head_seq', 'integer', (c) => c.check(sql`head_seq <= seq`))
        .addColumn('head_by', 'integer')
        .addColumn('head_at', 'integer')
        .addColumn('head_stamped_at', 'integer')
        .addColumn('head_text', 'text')
        .addColumn('head_deleted', 'integer', (c) => c.notNull().defaultTo(0).check(sql`head_deleted in (0, 1)`))
        .addColumn('changed', 'integer', (c) => c.notNull())
        .addCheckConstraint('deleted_head_has_no_text', sql`head_deleted = 0 or head_text is null`),
    ),

    keyed(
      schema
        .createTable('memberships')
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('account', 'integer', (c) => c.notNull().references('accounts.number'))
        .addColumn('role', 'text', (c) => c.notNull().check(sql`role in ('owner', 'admin', 'member')`))
        .addColumn('delivered', 'integer', (c) => c.notNull())
        .addColumn('read', 'integer', (c) => c.notNull().check(sql`read <= delivered`))
        .addColumn('joined', 'integer', (c) => c.notNull())
        .addColumn('removed_at', 'integer')
        .addColumn('removed_seq', 'integer')
        .addColumn('removed_title', 'text')
        .addColumn('changed', 'integer', (c) => c.notNull().check(sql`joined <= changed`))
        .addCheckConstraint('removal_is_whole', sql`(removed_at is null) = (removed_seq is null)`)
        .addPrimaryKeyConstraint('memberships_key', ['conversation', 'account']),
    ),
    schema.createIndex('memberships_by_account').on('memberships').column('account'),
    schema.createIndex('memberships_by_change').on('memberships').columns(['conversation', 'changed']),

    strict(
      schema
        .createTable('documents')
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull().unique())
        .addColumn('version', 'integer', (c) => c.notNull().check(sql`version >= 1`))
        .addColumn('tail', 'integer', (c) => c.notNull().check(sql`tail between 0 and version`))
        .addColumn('purge_at', 'integer', (c) => c.notNull().check(sql`purge_at between 0 and version`)),
    ),
    schema.createIndex('documents_to_purge').on('documents').column('id').where(sql.ref('purge_at'), '>', sql.lit(0)),
    schema.createIndex('documents_with_a_tail').on('documents').column('id').where(sql.ref('tail'), '>=', sql.lit(64)),

    // Rows lie in the order of writing, not by document: a batch for a hundred documents fills a few pages at the end
    // instead of changing one page for each document.
    strict(
      schema
        .createTable('journal')
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('document', 'integer', (c) => c.notNull().references('documents.id'))
        .addColumn('position', 'integer', (c) => c.notNull().check(sql`position >= 1`))
        .addColumn('updates', 'blob', (c) => c.notNull())
        .addUniqueConstraint('journal_key', ['document', 'position']),
    ),
    strict(
      schema
        .createTable('snapshots')
        .addColumn('document', 'integer', (c) => c.primaryKey().references('documents.id'))
        .addColumn('position', 'integer', (c) => c.notNull().check(sql`position >= 1`))
        .addColumn('state', 'blob', (c) => c.notNull()),
    ),

    keyed(
      schema
        .createTable('chapters')
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('chapter', 'integer', (c) => c.notNull().check(sql`chapter >= 0`))
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('full', 'integer', (c) => c.notNull().check(sql`full in (0, 1)`))
        .addColumn('ranges', 'text', (c) => c.notNull())
        .addColumn('changed', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('chapters_key', ['conversation', 'chapter']),
    ),
    schema.createIndex('chapters_by_change').on('chapters').columns(['conversation', 'changed']),

    keyed(
      schema
        .createTable('messages')
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('id', 'blob', (c) => c.notNull().check(sql`length(id) = 16`))
        .addColumn('seq', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('messages_key', ['conversation', 'id']),
    ),
    keyed(
      schema
        .createTable('stamps')
        .addColumn('conversation', 'integer', (c) => c.notNull().references('conversations.id'))
        .addColumn('seq', 'integer', (c) => c.notNull().check(sql`seq >= 1`))
        .addColumn('author', 'integer', (c) => c.notNull())
        .addColumn('deleted', 'integer', (c) => c.notNull().check(sql`deleted in (0, 1)`))
        .addPrimaryKeyConstraint('stamps_key', ['conversation', 'seq']),
    ),

    sql`insert into sqlite_sequence (name, seq) values ('accounts', 1023)`,
  ],
};
