import { createMiddleware } from 'hono/factory';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { Identify } from '../sign-in/identify.ts';
import type { AppEnv } from './deps.ts';
import { fail } from './errors.ts';
import { mayProgram } from './program-access.ts';

/** Routes after it know the account: `c.get('signedIn')`. */
export const signedInOnly = (identify: Pick<Identify, 'byHeaders' | 'endOf'>, limits: Pick<RateLimits, 'requests'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const found = await identify.byHeaders(c.req.raw.headers);
    if (found === undefined) {
      // A device that was signed out from elsewhere asks its person what to do with what it holds; others sign in again.
      const end = await identify.endOf(c.req.raw.headers);
      return fail(c, { code: end === undefined ? 'signed-out' : end === 'gone' ? 'account-gone' : 'session-ended' });
    }
    const { program } = found.signedIn;
    if (program !== undefined && !mayProgram(program.access, c.req.method, c.req.path))
      return fail(c, { code: 'not-allowed', message: 'This token does not allow this.' });
    const wait = await limits.requests.take(found.signedIn.account.userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    c.set('signedIn', found.signedIn);
    await next();
    for (const cookie of found.cookies) c.header('Set-Cookie', cookie, { append: true });
    return undefined;
  });
