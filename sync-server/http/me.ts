import { Hono } from 'hono';
import { CHANGE_ME, type Me } from '../../shared/protocol/http.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** GET and PATCH /api/me */
export const meRoutes = (deps: Pick<HttpDependencies, 'facts' | 'announce' | 'limits'>) => {
  const { facts, announce, limits } = deps;
  return new Hono<AppEnv>()
    .get('/', async (c) => {
      const { userId, number, name, email } = c.get('signedIn').account;
      // Read anew: the generation of the account document moves on, and other devices change what is private.
      const stored = await facts.account(userId);
      const me: Me = {
        userId,
        number,
        name,
        email,
        generation: stored?.generation ?? 0,
        epoch: await facts.epoch(),
        protocol: PROTOCOL,
        privacy: stored?.privacy ?? { readReceipts: true, lastSeen: true },
      };
      return c.json(me);
    })
    .patch('/', async (c) => {
      const { userId } = c.get('signedIn').account;
      const read = await readJson(c, CHANGE_ME);
      if (read.kind === 'failed') return fail(c, read.failure);
      // Read receipts of all conversations are told anew after a change: not for playing with.
      const wait = limits.memberChanges.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const { readReceipts, lastSeen } = read.value;
      const changed = await facts.setPrivacy(userId, {
        ...(readReceipts === undefined ? {} : { readReceipts }),
        ...(lastSeen === undefined ? {} : { lastSeen }),
      });
      if (changed) announce.notify(await facts.contacts([userId]));
      return c.body(null, 204);
    });
};
