import { type AccountNumber, parseAccountNumber, parseUserId, type UserId } from '../../shared/ids/account.ts';
import type { AccountFact, Accounts as StoredAccounts } from '../../storage/ports/accounts.ts';

export interface SignedUpUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly username?: string | null | undefined;
}

export interface Account {
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly name: string;
  readonly email: string;
  readonly username: string | undefined;
  /** It was deleted: its remaining sessions have no account. */
  readonly gone: boolean;
}

export interface Accounts {
  /**
   * The account of a signed-up user; made or brought up to date when needed. Called at each use of a session, so that a
   * crash between signing up and making the account heals at the next request.
   */
  ensure(user: SignedUpUser): Promise<Account>;
  /** The account as it is stored. */
  find(userId: UserId): Promise<Account | undefined>;
}

/** Accounts known to be up to date in this process: spares a look-up at each request. */
const REMEMBERED = 5_000;

const accountOf = (userId: UserId, fact: AccountFact): Account => {
  const number = parseAccountNumber(fact.number);
  if (number === undefined) throw new Error('An account has a number that no account can have.');
  return { userId, number, name: fact.name, email: fact.email, username: fact.username, gone: fact.gone === true };
};

/** @param now ms since 1970 @param renamed called when an account's name, username or address changed */
export const createAccounts = (
  facts: Pick<StoredAccounts, 'account' | 'putAccount'>,
  now: () => number,
  renamed: (userId: UserId) => void = () => undefined,
): Accounts => {
  const known = new Map<UserId, Account>();
  const same = (account: Pick<AccountFact, 'name' | 'email' | 'username'>, user: SignedUpUser) =>
    account.name === user.name && account.email === user.email && account.username === (user.username ?? undefined);

  const readOrPut = async (userId: UserId, user: SignedUpUser): Promise<AccountFact> => {
    const stored = await facts.account(userId);
    if (stored !== undefined && same(stored, user)) return stored;
    const { name, email, username } = user;
    const put = await facts.putAccount({ userId, name, email, username: username ?? undefined, at: now() });
    if (stored !== undefined) renamed(userId);
    return put;
  };

  return {
    async find(userId) {
      const stored = await facts.account(userId);
      return stored === undefined ? undefined : accountOf(userId, stored);
    },
    async ensure(user) {
      const userId = parseUserId(user.id);
      if (userId === undefined) throw new Error('A user id has a shape that no account can have.');
      const remembered = known.get(userId);
      if (remembered !== undefined && same(remembered, user)) return remembered;
      const account = accountOf(userId, await readOrPut(userId, user));
      known.set(userId, account);
      if (known.size > REMEMBERED) {
        const oldest = known.keys().next();
        if (!oldest.done) known.delete(oldest.value);
      }
      return account;
    },
  };
};
