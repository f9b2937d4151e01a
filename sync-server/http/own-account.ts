import { Hono } from 'hono';
import type { UserId } from '../../shared/ids/account.ts';
import { DELETE_ACCOUNT, type Leaving as LeavingAnswer } from '../../shared/protocol/http-devices.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { createPasswordTries } from './password-tries.ts';
import { readJson } from './read-json.ts';

type Dependencies = Pick<
  HttpDependencies,
  | 'programTokens'
  | 'facts'
  | 'leaving'
  | 'administrators'
  | 'announce'
  | 'endSignIn'
  | 'erase'
  | 'reauthenticate'
  | 'knownDevices'
  | 'limits'
  | 'log'
  | 'now'
>;

/** /api/me/leaving and /api/me/delete: leaving the server for good. */
export const ownAccountRoutes = (deps: Dependencies) => {
  const { facts, leaving, administrators, announce, log } = deps;
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
      if (await administrators.isLast(userId)) return fail(c, { code: 'last-administrator' });
      const contacts = await facts.contacts([userId]);
      const tokens = await deps.programTokens.ofAccount(userId);
      const left = await leaving.removeAccount({ userId, messages: read.value.messages === 'remove', at: deps.now() });
      if (left === 'owner') return fail(c, { code: 'last-owner' });
      log.info('account-deleted', { account: number });
      // From here on everything is repeated until it is done, also after a crash; signing in must be over at once.
      await deps.endSignIn(userId).catch((error: unknown) => log.error('sign-in-not-ended', { error }));
      await deps.programTokens.remove(tokens);
      for (const id of left ?? []) announce.membersChanged(id);
      announce.notify(contacts);
      deps.erase();
      return c.body(null, 204);
    });
};
