import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** The later of both changes of a row: what a page of the feed looks for. */
const news = sql`case when changed > marks_changed then changed else marks_changed end`;

export const newsByIndex: Migration = {
  name: '0013-news-by-index',
  up: ({ schema }) => [
    schema.createIndex('conversations_by_news').ifNotExists().on('conversations').expression(news),
    schema.dropIndex('memberships_by_account'),
    schema.createIndex('memberships_by_account').on('memberships').columns(['account', 'own_changed']),
    schema
      .createIndex('memberships_that_ended')
      .ifNotExists()
      .on('memberships')
      .columns(['account', 'changed'])
      .where(sql.ref('removed_at'), 'is not', sql.lit(null)),
    schema
      .createIndex('memberships_not_accepted')
      .ifNotExists()
      .on('memberships')
      .column('account')
      .where(sql.ref('asked_by'), 'is not', sql.lit(null)),
    schema.dropIndex('memberships_by_change').ifExists(),
    schema.createIndex('memberships_by_news').ifNotExists().on('memberships').column('conversation').expression(news),
  ],
};
