import { sql } from 'kysely';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { People } from '../ports/people.ts';
import type { Connection, TakeChange } from './connection.ts';
import { prepare } from './statement.ts';

/** What others may know of a person beside what they write. */
export const createPrivacy = ({
  database,
  kysely,
  queries,
  read,
  write,
}: Connection): Pick<People, 'setPrivacy' | 'saw' | 'contacts'> => {
  const saw = prepare<[number, number, string, number]>(
    database,
    `update accounts set seen_at = ?, seen_changed = ? where user_id = ? and hide_seen = 0 and coalesce(seen_at, 0) < ?`,
  );
  const contacts = prepare<[UserId], { userId: UserId }>(
    database,
    `select distinct user_id as userId from accounts where number in (
       select other.account from memberships mine join memberships other on other.conversation = mine.conversation
       where mine.removed_at is null and other.removed_at is null
         and mine.asked_by is null and other.asked_by is null
         and mine.account = (select number from accounts where user_id = ?))`,
  );

  /**
   * Read marks of them, and of others for them, look different from now on: all are told anew, in groups that they have
   * left, too.
   */
  const tellAgain = (account: AccountNumber, takeChange: TakeChange): void => {
    const mine = queries.all(
      kysely
        .selectFrom('memberships')
        .innerJoin('conversations', 'conversations.id', 'memberships.conversation')
        .select('conversation')
        .where('account', '=', account)
        .where('deleted_at', 'is', null),
    );
    for (const { conversation } of mine) {
      // A value of its own for each conversation, so that pages can end between any two.
      const changed = takeChange();
      queries.run(kysely.updateTable('memberships').set({ changed }).where('conversation', '=', conversation));
      queries.run(kysely.updateTable('conversations').set({ changed }).where('id', '=', conversation));
    }
  };

  return {
    setPrivacy: (userId, { readReceipts, lastSeen }) =>
      write((takeChange) => {
        const before = queries.first(
          kysely.selectFrom('accounts').select(['number', 'hide_read', 'hide_seen']).where('user_id', '=', userId),
        );
        if (before === undefined) return false;
        const hideRead = readReceipts === undefined ? before.hide_read : readReceipts ? 0 : 1;
        const hideSeen = lastSeen === undefined ? before.hide_seen : lastSeen ? 0 : 1;
        if (hideRead === before.hide_read && hideSeen === before.hide_seen) return false;
        queries.run(
          kysely
            .updateTable('accounts')
            .set({
              hide_read: hideRead,
              hide_seen: hideSeen,
              // Whoever shows it again does not show when they were here in between.
              ...(hideSeen === 1 ? { seen_at: sql<null>`null` } : {}),
              changed: takeChange(),
            })
            .where('user_id', '=', userId),
        );
        if (hideRead !== before.hide_read) tellAgain(before.number, takeChange);
        return true;
      }),
    saw: (seen) =>
      write((takeChange) => {
        for (const { userId, at } of seen) saw.run(at, takeChange(), userId, at);
      }),
    contacts: (userIds) =>
      read(() => {
        const all = new Set(userIds);
        for (const userId of userIds) for (const contact of contacts.all(userId)) all.add(contact.userId);
        return [...all];
      }),
  };
};
