import type { Accounts } from '../ports/accounts.ts';
import type { People } from '../ports/people.ts';
import { decideAccount } from '../rules/own-account.ts';
import {
  accountFact,
  accountWrites,
  administeredAccount,
  administeredInput,
  COUNT_ACCOUNTS,
  foundPerson,
  knownAccount,
  RAISE_GENERATION,
  READ_ACCOUNT,
  READ_ADMINISTERED,
  SEARCH_PEOPLE,
  searchInput,
} from '../sql/accounts.ts';
import type { Connection } from './connection.ts';
import { driver, takeChange } from './work.ts';

/** Accounts, as sign-in reports them and as people and administrators find them. */
export const createAccounts = ({ read, write }: Connection): Accounts & Pick<People, 'searchPeople'> => ({
  putAccount: ({ userId, name, email, username, at }) =>
    write(function* () {
      const names = { name, email, username: username ?? null };
      const before = yield* driver.read(READ_ACCOUNT, [[userId]]);
      const decision = decideAccount(knownAccount(before), names);
      const changed = decision === 'new' || decision === 'told' ? yield* takeChange() : 0;
      yield* driver.write(accountWrites(decision, names, { userId, at, changed }));
      const account = accountFact(decision === 'same' ? before : yield* driver.read(READ_ACCOUNT, [[userId]]));
      if (account === undefined) throw new Error('An account vanished while it was written.');
      return account;
    }),
  account: (userId) =>
    read(function* () {
      return accountFact(yield* driver.read(READ_ACCOUNT, [[userId]]));
    }),
  startGeneration: (userId, generation) =>
    write(function* () {
      yield* driver.read(RAISE_GENERATION, [[userId, generation]]);
    }),
  accountsCount: () =>
    read(function* () {
      return (yield* driver.read(COUNT_ACCOUNTS, [[]]))[0]?.count ?? 0;
    }),
  searchPeople: (query, asker, limit) =>
    read(function* () {
      return (yield* driver.read(SEARCH_PEOPLE, [searchInput(query, asker, limit)])).map(foundPerson);
    }),
  administeredAccounts: (query, after, limit) =>
    read(function* () {
      return (yield* driver.read(READ_ADMINISTERED, [administeredInput(query, after, limit)])).map(administeredAccount);
    }),
});
