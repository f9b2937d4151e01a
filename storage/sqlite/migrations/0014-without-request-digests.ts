import type { Migration } from '../migration.ts';

/**
 * Whoever made a group may make it again, whatever they say of it: what they first asked for is not compared any more.
 *
 * SQLite writes every row of the table anew for it, within the transaction of this step. A server that is killed
 * meanwhile leaves the file with the column, and the next one removes it.
 */
export const withoutRequestDigests: Migration = {
  name: '0014-without-request-digests',
  up: ({ schema }) => [schema.alterTable('conversations').dropColumn('request_digest')],
};
