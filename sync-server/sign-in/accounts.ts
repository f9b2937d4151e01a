import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import type { AccountFact, Facts } from '../../storage/ports.ts';

export interface SignedUpUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface Accounts {
  /**
   * The account of a signed-up user; made or brought up to date when needed. Called at each use of a session, so that a
   * crash between signing up and making the account heals at the next request.
   */
  ensure(user: SignedUpUser): Promise<AccountFact>;
}

/** Accounts known to be up to date in this process: spares a look-up at each request. */
const REMEMBERED = 5_000;

/** @param now ms since 1970 @param renamed called when an account's name or address changed */
export const createAccounts = (
  facts: Pick<Facts, 'account' | 'putAccount'>,
  now: () => number,
  renamed: (userId: UserId) => void = () => undefined,
): Accounts => {
  const known = new Map<UserId, AccountFact>();
  const same = (account: AccountFact, user: SignedUpUser) => account.name === user.name && account.email === user.email;

  return {
    async ensure(user) {
      const userId = parseUserId(user.id);
      if (userId === undefined) throw new Error('A user id has a shape that no account can have.');
      const remembered = known.get(userId);
      if (remembered !== undefined && same(remembered, user)) return remembered;
      const stored = await facts.account(userId);
      const account =
        stored !== undefined && same(stored, user)
          ? stored
          : await facts.putAccount({ userId, name: user.name, email: user.email, at: now() });
      if (stored !== undefined && account !== stored) renamed(userId);
      known.set(userId, account);
      if (known.size > REMEMBERED) {
        const oldest = known.keys().next();
        if (!oldest.done) known.delete(oldest.value);
      }
      return account;
    },
  };
};
