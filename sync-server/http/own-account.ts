import { Hono } from 'hono';
import type { UserId } from '../../shared/ids/account.ts';
import { DELETE_ACCOUNT, type Leaving as LeavingAnswer } from '../../shared/protocol/http-devices.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { createPasswordTries } from './password-tries.ts';
import { readJson } from './read-json.ts';

type Dependencies = Pick<
  HttpDependencies,
  'accountChanges' | 'leaving' | 'administrators' | 'reauthenticate' | 'knownDevices' | 'limits'
>;

/** /api/me/leaving and /api/me/delete: leaving the server for good. */
export const ownAccountRoutes = (deps: Dependencies) => {
  const { leaving, administrators } = deps;
  const tries = createPasswordTries(deps);
  const standsBetween = async (userId: UserId): Promise<LeavingAnswer> => ({
    owned: (await leaving.ownedGroups(userId)).map(({ id, name }) => ({ id, ...(name === undefined ? {} : { name }) })),
    lastAdministrator: await administrators.isLast(userId),
  });

  return new Hono<AppEnv>()
    .get('/leaving', async (c) => c.json(await standsBetween(c.get('signedIn').account.userId)))
    .post('/delete', async (c) => {
      const { account, sessionId } = c.get('signedIn');
      const { userId, number, email } = account;
      const read = await readJson(c, DELETE_ACCOUNT);
      if (read.kind === 'failed') return fail(c, read.failure);
      if (read.value.userId !== userId) return fail(c, { code: 'not-allowed', message: 'This is another account.' });
      const wait = await tries.take(c, email);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      if (!(await deps.reauthenticate(userId, sessionId, read.value.password)))
        return fail(c, { code: 'wrong-password' });
      await tries.refund(c, email);
      const outcome = await deps.accountChanges.remove({ userId, number }, read.value.messages === 'remove');
      if (outcome !== 'done') return fail(c, { code: outcome });
      return c.body(null, 204);
    });
};
