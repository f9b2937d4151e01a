import { Hono } from 'hono';
import { ACCOUNT_TOKEN } from '../../shared/protocol/http-accounts.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** POST /api/verify-email: an address is confirmed with the token from the mail; one then signs in. Repeating does no harm. */
export const verifyEmailRoutes = ({ auth, limits }: Pick<HttpDependencies, 'auth' | 'limits'>) =>
  new Hono<AppEnv>().post('/', async (c) => {
    const wait = await limits.secrets.take(c.get('address'));
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const read = await readJson(c, ACCOUNT_TOKEN);
    if (read.kind === 'failed') return fail(c, read.failure);
    const answer = await auth.api.verifyEmail({ query: { token: read.value.token }, asResponse: true });
    return answer.ok ? c.body(null, 204) : fail(c, { code: 'link-gone' });
  });
