import { parseUserName } from '../../shared/ids/account.ts';
import type { Failure } from '../http/errors.ts';
import type { Auth } from './auth.ts';
import { isReservedUserName } from './reserved-names.ts';

export const USER_NAME_RULE =
  'A username has 3 to 30 letters from a to z, digits, dots, dashes or underscores, and begins with a letter or digit.';

/** Gives an account another username, or none. Its hooks tell the facts. @returns why not; undefined when it was done */
export const changeUserName = async (
  auth: Auth,
  userId: string,
  wanted: string | null,
): Promise<Failure | undefined> => {
  const { adapter, internalAdapter } = await auth.$context;
  const username = wanted === null ? null : parseUserName(wanted);
  if (username === undefined) return { code: 'invalid', message: USER_NAME_RULE };
  const holder = async () =>
    username === null
      ? null
      : adapter.findOne<{ id: string }>({ model: 'user', where: [{ field: 'username', value: username }] });
  const before = await holder();
  if (before?.id === userId) return undefined;
  if (before !== null || (username !== null && isReservedUserName(username))) return { code: 'username-taken' };
  try {
    await internalAdapter.updateUser(userId, { username });
    return undefined;
  } catch (error) {
    // Somebody else was faster: the column is unique.
    if ((await holder()) === null) throw error;
    return { code: 'username-taken' };
  }
};
