import type { Kysely } from 'kysely';
import { type AccountNumber, parseUserId, type UserId } from '../../shared/ids/account.ts';
import type { Accounts } from '../../storage/ports/accounts.ts';

export interface FoundAccount {
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly name: string;
  readonly email: string;
}

/** Finds an account by its email address, username or user id; undefined: there is none, or it was deleted. */
export const createFindAccount =
  // biome-ignore lint/suspicious/noExplicitAny: better-auth brings its own tables, which our schema does not list.
    (kysely: Kysely<any>, facts: Pick<Accounts, 'account'>) =>
    async (who: string): Promise<FoundAccount | undefined> => {
      const folded = who.trim().toLowerCase();
      const row = await kysely
        .selectFrom('sign_in_user')
        .select('id')
        .where((is) => is.or([is('email', '=', folded), is('username', '=', folded), is('id', '=', who.trim())]))
        .executeTakeFirst();
      const userId = parseUserId(String(row?.id ?? ''));
      const found = userId === undefined ? undefined : await facts.account(userId);
      return found === undefined || found.gone === true ? undefined : found;
    };
