import { Hono } from 'hono';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';

/** Conversations in one page: about 200 KB of JSON at most. */
const PAGE = 200;

export const parseCursor = (text: string): number | undefined => {
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
};

/** GET /api/feed?since=&proof= */
export const feedRoutes = ({ facts, checkHistory }: Pick<HttpDependencies, 'facts' | 'checkHistory'>) =>
  new Hono<AppEnv>().get('/', async (c) => {
    const since = parseCursor(c.req.query('since') ?? '0');
    if (since === undefined)
      return fail(c, { code: 'invalid', message: 'since must be a cursor of an earlier page, or 0.' });
    const proof = c.req.query('proof') ?? '';
    if (proof.length > LIMITS.proofCharacters)
      return fail(c, { code: 'invalid', message: 'proof must come from an earlier page.' });
    await checkHistory(proof);
    return c.json(await facts.feed(c.get('signedIn').account.userId, since, PAGE));
  });
