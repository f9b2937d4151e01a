import { createMiddleware } from 'hono/factory';
import type { RateLimits } from '../rate-limits/rate-limits.ts';
import type { Identify } from '../sign-in/identify.ts';
import type { AppEnv } from './deps.ts';
import { fail } from './errors.ts';

/** Routes behind it know who asks: `c.get('signedIn')`. */
export const signedInOnly = (identify: Pick<Identify, 'byHeaders'>, limits: Pick<RateLimits, 'requests'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const found = await identify.byHeaders(c.req.raw.headers);
    if (found === undefined) return fail(c, { code: 'signed-out' });
    const wait = limits.requests.take(found.signedIn.account.userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    c.set('signedIn', found.signedIn);
    await next();
    for (const cookie of found.cookies) c.header('Set-Cookie', cookie, { append: true });
    return undefined;
  });
