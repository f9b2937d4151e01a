import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const requests: Migration = {
  name: '0010-requests',
  up: ({ schema }) => [
    // Those who are in a group when this step is taken stay in it as they are.
    schema.alterTable('memberships').addColumn('asked_by', 'integer'),
    schema
      .alterTable('conversations')
      .addColumn('unheard', 'integer', (c) => c.notNull().defaultTo(0).check(sql`unheard in (0, 1)`)),
    schema
      .createTable('stranger_acts')
      .addColumn('writer', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('target', 'integer', (c) => c.notNull().references('accounts.number'))
      .addColumn('acts', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('stranger_acts_key', ['writer', 'target'])
      .modifyEnd(sql`strict, without rowid`),
    // What strangers wrote before counts.
    sql`insert into stranger_acts (writer, target, acts)
      select m.account, c.unanswered, (select count(*) from stamps s where s.conversation = c.id)
      from conversations c join memberships m on m.conversation = c.id and m.account <> c.unanswered
      where c.unanswered is not null`,
  ],
};
