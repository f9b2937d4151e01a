import { sql } from 'kysely';
import type { UserId } from '../../shared/ids/account.ts';
import type { AccountFact, Accounts } from '../ports/accounts.ts';
import type { People } from '../ports/people.ts';
import { decideAccount } from '../rules/own-account.ts';
import type { Connection } from './connection.ts';

const COLUMNS = [
  'user_id as userId',
  'number',
  'name',
  'email',
  'username',
  'generation',
  'hide_read',
  'hide_seen',
  'gone',
] as const;

/** How names are compared in a search: compatible forms and letter cases are one. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
const usernameOf = (username: string | null) => (username === null ? {} : { username });
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

export const createAccounts = ({
  kysely,
  queries,
  read,
  write,
}: Connection): Accounts & Pick<People, 'searchPeople'> => {
  const find = (userId: UserId): AccountFact | undefined => {
    const row = queries.first(kysely.selectFrom('accounts').select(COLUMNS).where('user_id', '=', userId));
    if (row === undefined) return undefined;
    const { hide_read, hide_seen, gone, username, ...account } = row;
    return {
      ...account,
      ...usernameOf(username),
      ...(gone === 1 ? { gone: true as const } : {}),
      privacy: { readReceipts: hide_read === 0, lastSeen: hide_seen === 0 },
    };
  };

  return {
    putAccount: ({ userId, name, email, username, at }) =>
      write((takeChange) => {
        const before = find(userId);
        const names = { name, name_folded: fold(name), email, username: username ?? null };
        const known =
          before === undefined
            ? undefined
            : { ...before, username: before.username ?? null, isGone: before.gone === true };
        const decision = decideAccount(known, names);
        if (before !== undefined && decision === 'same') return before;
        if (decision === 'new') {
          queries.run(
            kysely.insertInto('accounts').values({ ...names, user_id: userId, created_at: at, changed: takeChange() }),
          );
        } else if (decision === 'told') {
          queries.run(
            kysely
              .updateTable('accounts')
              .set({ ...names, changed: takeChange() })
              .where('user_id', '=', userId),
          );
        } else {
          queries.run(kysely.updateTable('accounts').set({ email }).where('user_id', '=', userId));
        }
        const account = find(userId);
        if (account === undefined) throw new Error('An account vanished while it was written.');
        return account;
      }),
    account: (userId) => read(() => find(userId)),
    startGeneration: (userId, generation) =>
      write(() => {
        queries.run(
          kysely
            .updateTable('accounts')
            .set({ generation })
            .where('user_id', '=', userId)
            .where('generation', '<', generation),
        );
      }),
    accountsCount: () =>
      read(
        () =>
          queries.first(kysely.selectFrom('accounts').select(({ fn }) => fn.countAll<number>().as('count')))?.count ??
          0,
      ),
    searchPeople: (query, asker, limit) =>
      read(() =>
        queries
          .all(
            kysely
              .selectFrom('accounts')
              .select(['user_id as userId', 'number', 'name', 'username', 'picture'])
              .where('user_id', '!=', asker)
              .where('gone', '=', 0)
              .where((where) =>
                where.or([
                  where('name_folded', 'like', sql<string>`${`%${escapeLike(fold(query))}%`} escape '\\'`),
                  // Letter by letter a search would find every address there is.
                  where('email', '=', query.toLowerCase()),
                  where('username', 'like', sql<string>`${`${escapeLike(query)}%`} escape '\\'`),
                ]),
              )
              .orderBy('name_folded')
              .orderBy('number')
              .limit(limit),
          )
          .map(({ picture, username, ...person }) => ({
            ...person,
            ...usernameOf(username),
            ...(picture === null ? {} : { picture }),
          })),
      ),
    administeredAccounts: (query, after, limit) =>
      read(() =>
        queries
          .all(
            kysely
              .selectFrom('accounts')
              .select(['user_id as userId', 'number', 'name', 'email', 'username', 'created_at as createdAt'])
              .where(sql<boolean>`number > ${after}`)
              .where('gone', '=', 0)
              .where((where) =>
                where.or(
                  ['name_folded' as const, 'email' as const, 'username' as const].map((column) =>
                    where(column, 'like', sql<string>`${`%${escapeLike(fold(query))}%`} escape '\\'`),
                  ),
                ),
              )
              .orderBy('number')
              .limit(limit),
          )
          .map(({ username, ...account }) => ({ ...account, username: username ?? undefined })),
      ),
  };
};
