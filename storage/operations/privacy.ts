import type { UserId } from '../../shared/ids/account.ts';
import type { People } from '../ports/people.ts';
import { decidePrivacy } from '../rules/own-account.ts';
import {
  ownPrivacy,
  privacyWrites,
  RAISE_SEEN,
  READ_CONTACTS,
  READ_CONVERSATIONS_OF,
  READ_OWN,
} from '../sql/people.ts';
import type { Connection } from './connection.ts';
import { driver, takeChange } from './work.ts';

/** What others may know of a person besides their messages. */
export const createPrivacy = ({ read, write }: Connection): Pick<People, 'setPrivacy' | 'saw' | 'contacts'> => ({
  setPrivacy: (userId, asked) =>
    write(function* () {
      const own = yield* driver.read(READ_OWN, [[userId]]);
      const plan = decidePrivacy(ownPrivacy(own), asked);
      const [row] = own;
      if (plan === undefined || row === undefined) return false;
      const told = plan.tellsMarks ? yield* driver.read(READ_CONVERSATIONS_OF, [[row.number]]) : [];
      const conversations = told.map(({ conversation }) => conversation);
      yield* driver.write(privacyWrites(row.number, plan, conversations, yield* takeChange(1 + conversations.length)));
      return true;
    }),
  saw: (seen) =>
    write(function* () {
      // An account may appear twice; its time only rises.
      const latest = new Map<UserId, number>();
      for (const { userId, at } of seen) latest.set(userId, Math.max(at, latest.get(userId) ?? 0));
      if (latest.size === 0) return;
      const first = yield* takeChange(latest.size);
      yield* driver.read(
        RAISE_SEEN,
        [...latest].map(([userId, at], i): [UserId, number, number] => [userId, at, first + i]),
      );
    }),
  contacts: (userIds) =>
    read(function* () {
      const contacts = yield* driver.read(
        READ_CONTACTS,
        userIds.map((userId): [UserId] => [userId]),
      );
      return [...new Set([...userIds, ...contacts.map(({ user_id }) => user_id)])];
    }),
});
