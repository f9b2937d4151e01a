import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { AccountFact } from '../ports/accounts.ts';
import type { AccountNames, decideAccount } from '../rules/own-account.ts';
import { containsPattern, foldName, peopleSearch } from '../rules/people-search.ts';
import { insertRows, type RowWrite, readRows, rowWrite, updateRows } from './statements.ts';

/** Not a webhook (`isWebhookId`). @param alias of `accounts` */
export const isPerson = (alias: string): string => `${alias}.user_id not like 'hook-%'`;

const USER = { user_id: 'text' } as const;
const NAMES = { name: 'text', name_folded: 'text', email: 'text', username: 'text' } as const;
type Names = [name: string, folded: string, email: string, username: string | null];

interface AccountColumns {
  readonly user_id: UserId;
  readonly number: AccountNumber;
  readonly name: string;
  readonly email: string;
  readonly username: string | null;
  readonly generation: number;
  readonly hide_read: number;
  readonly hide_seen: number;
  readonly gone: number;
}
export const READ_ACCOUNT = readRows<[UserId], AccountColumns>(
  USER,
  (input) => `select a.user_id, a.number, a.name, a.email, a.username, a.generation, a.hide_read, a.hide_seen, a.gone
   from ${input} join accounts a on a.user_id = input.user_id`,
);
const usernameOf = (username: string | null) => (username === null ? {} : { username });

export const accountFact = ([row]: readonly AccountColumns[]): AccountFact | undefined =>
  row === undefined
    ? undefined
    : {
        userId: row.user_id,
        number: row.number,
        name: row.name,
        email: row.email,
        generation: row.generation,
        ...usernameOf(row.username),
        ...(row.gone === 1 ? { gone: true as const } : {}),
        privacy: { readReceipts: row.hide_read === 0, lastSeen: row.hide_seen === 0 },
      };
export const knownAccount = ([row]: readonly AccountColumns[]): Parameters<typeof decideAccount>[0] =>
  row === undefined ? undefined : { name: row.name, email: row.email, username: row.username, isGone: row.gone === 1 };

const ADD_ACCOUNTS = insertRows<[...Names, UserId, number, number]>('accounts', {
  ...NAMES,
  ...USER,
  created_at: 'integer',
  changed: 'integer',
});
const SET_NAMES = updateRows<[...Names, number, UserId]>('accounts', { ...NAMES, changed: 'integer' }, USER);
const SET_EMAIL = updateRows<[string, UserId]>('accounts', { email: 'text' }, USER);

/** @param at when the account was made @param changed used where others are told */
export const accountWrites = (
  decision: ReturnType<typeof decideAccount>,
  { name, email, username }: AccountNames,
  { userId, at, changed }: { readonly userId: UserId; readonly at: number; readonly changed: number },
): RowWrite[] => {
  const names: Names = [name, foldName(name), email, username];
  switch (decision) {
    case 'new':
      return [rowWrite(ADD_ACCOUNTS, [[...names, userId, at, changed]])];
    case 'told':
      return [rowWrite(SET_NAMES, [[...names, changed, userId]])];
    case 'kept':
      return [rowWrite(SET_EMAIL, [[email, userId]])];
    case 'same':
      return [];
  }
};

/** Generations only rise. */
export const RAISE_GENERATION = readRows<[UserId, number], never>(
  { ...USER, generation: 'integer' },
  (input) => `update accounts set generation = input.generation from ${input}
   where accounts.user_id = input.user_id and accounts.generation < input.generation`,
);
export const COUNT_ACCOUNTS = readRows<[], { count: number }>(
  {},
  () => `select count(*) as count from accounts a where ${isPerson('a')}`,
);

interface FoundColumns {
  readonly user_id: UserId;
  readonly number: AccountNumber;
  readonly name: string;
  readonly username: string | null;
  readonly picture: string | null;
}
export const SEARCH_PEOPLE = readRows<[UserId, string, string, string, number], FoundColumns>(
  { asker: 'text', name: 'text', username: 'text', email: 'text', most: 'integer' },
  (input) => `select a.user_id, a.number, a.name, a.username, a.picture
   from ${input} cross join accounts a
   where a.user_id <> input.asker and a.gone = 0 and ${isPerson('a')} and (a.name_folded like input.name escape '\\'
     or a.username like input.username escape '\\' or a.email = input.email)
   order by a.name_folded, a.number limit (select input.most from ${input})`,
);
export const searchInput = (query: string, asker: UserId, limit: number): [UserId, string, string, string, number] => {
  const { name, username, email } = peopleSearch(query);
  return [asker, name, username, email, limit];
};
export const foundPerson = ({ user_id, number, name, username, picture }: FoundColumns) => ({
  userId: user_id,
  number,
  name,
  ...usernameOf(username),
  ...(picture === null ? {} : { picture }),
});

interface AdministeredColumns {
  readonly user_id: UserId;
  readonly number: AccountNumber;
  readonly name: string;
  readonly email: string;
  readonly username: string | null;
  readonly created_at: number;
}
/**
 * Administrators find people by any part of what is known of them. Accounts come first in `from`, so that a page walks them
 * by number and stops when it is full.
 */
export const READ_ADMINISTERED = readRows<[string, number, number], AdministeredColumns>(
  { pattern: 'text', after: 'integer', most: 'integer' },
  (input) => `select a.user_id, a.number, a.name, a.email, a.username, a.created_at
   from accounts a cross join ${input} where a.number > (select input.after from ${input}) and a.gone = 0 and ${isPerson('a')}
     and (a.name_folded like input.pattern escape '\\' or a.email like input.pattern escape '\\'
       or a.username like input.pattern escape '\\')
   order by a.number limit (select input.most from ${input})`,
);
export const administeredInput = (query: string, after: number, limit: number): [string, number, number] => [
  containsPattern(query),
  after,
  limit,
];
export const administeredAccount = (row: AdministeredColumns) => ({
  userId: row.user_id,
  number: row.number,
  name: row.name,
  email: row.email,
  username: row.username ?? undefined,
  createdAt: row.created_at,
});
