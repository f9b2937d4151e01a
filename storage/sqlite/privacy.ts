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

/** What others may know of a person beside what they write. */
export const createPrivacy = ({
  driver,
  read,
  write,
}: Connection): Pick<People, 'setPrivacy' | 'saw' | 'contacts'> => ({
  setPrivacy: (userId, asked) =>
    write((takeChange) => {
      const own = driver.read(READ_OWN, [[userId]]);
      const plan = decidePrivacy(ownPrivacy(own), asked);
      const [row] = own;
      if (plan === undefined || row === undefined) return false;
      const told = plan.tellsMarks ? driver.read(READ_CONVERSATIONS_OF, [[row.number]]) : [];
      const conversations = told.map(({ conversation }) => conversation);
      driver.write(privacyWrites(row.number, plan, conversations, takeChange(1 + conversations.length)));
      return true;
    }),
  saw: (seen) =>
    write((takeChange) => {
      if (seen.length === 0) return;
      const first = takeChange(seen.length);
      // One by one: an account may come twice, and the later of both stands.
      for (const [i, { userId, at }] of seen.entries()) driver.read(RAISE_SEEN, [[userId, at, first + i]]);
    }),
  contacts: (userIds) =>
    read(() => {
      const contacts = driver.read(
        READ_CONTACTS,
        userIds.map((userId): [UserId] => [userId]),
      );
      return [...new Set([...userIds, ...contacts.map(({ user_id }) => user_id)])];
    }),
});
