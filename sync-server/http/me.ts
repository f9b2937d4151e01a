import { Hono } from 'hono';
import type { Me } from '../../shared/protocol/http.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';

/** GET /api/me */
export const meRoutes = ({ facts }: Pick<HttpDependencies, 'facts'>) =>
  new Hono<AppEnv>().get('/', async (c) => {
    const { userId, number, name, email } = c.get('signedIn').account;
    // Read anew: the generation of the account document moves on.
    const stored = await facts.account(userId);
    const epoch = await facts.epoch();
    const privacy = { readReceipts: true, lastSeen: true };
    const me: Me = {
      privacy,
      userId,
      number,
      name,
      email,
      generation: stored?.generation ?? 0,
      epoch,
      protocol: PROTOCOL,
    };
    return c.json(me);
  });
