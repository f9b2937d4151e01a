import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { PersonFact } from '../../shared/protocol/facts.ts';
import type { Privacy } from './people.ts';

/** An account as administrators see it. */
interface AdministeredAccount {
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly name: string;
  readonly email: string;
  readonly username: string | undefined;
  readonly createdAt: number;
}

export interface AccountFact extends PersonFact {
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly email: string;
  /** Generation of the account document in use. */
  readonly generation: number;
  /** What other people may know. */
  readonly privacy: Privacy;
}

/** Accounts as sign-in and administrators need them. */
export interface Accounts {
  /** Creates or updates the account of a signed-up user; gives the next number on creation. */
  putAccount(account: {
    userId: UserId;
    name: string;
    email: string;
    username?: string | undefined;
    at: number;
  }): Promise<AccountFact>;
  account(userId: UserId): Promise<AccountFact | undefined>;
  /** Moves the account document on to this generation; generations only rise. */
  startGeneration(userId: UserId, generation: number): Promise<void>;
  accountsCount(): Promise<number>;
  /** Accounts by number, starting after `after`; all of them, or those that a search for `query` finds. */
  administeredAccounts(query: string, after: number, limit: number): Promise<readonly AdministeredAccount[]>;
}
