import { type Context, Hono } from 'hono';
import { ADDRESS_HEADER } from '../sign-in/auth.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';

const FAILED = new Set([400, 401, 403, 422]);

/** The address somebody signs in with, however it is written; undefined when the body is none. */
const emailOf = (body: string): string | undefined => {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('email' in parsed)) return undefined;
    return typeof parsed.email === 'string' ? parsed.email.trim().toLowerCase().slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
};

/** /api/auth/*: better-auth's own routes, behind limits on guessing, by address and by e-mail. */
export const authRoutes = ({ auth, limits }: Pick<HttpDependencies, 'auth' | 'limits'>) => {
  const pass = async (c: Context<AppEnv>, body: string | undefined): Promise<Response> => {
    const headers = new Headers(c.req.raw.headers);
    headers.set(ADDRESS_HEADER, c.get('address'));
    // better-auth works out addresses of its own from these; here only our word counts.
    for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']) headers.delete(name);
    return auth.handler(
      new Request(c.req.url, { method: c.req.method, headers, ...(body === undefined ? {} : { body }) }),
    );
  };
  const tooMany = (c: Context<AppEnv>, wait: number) => fail(c, { code: 'too-many', wait });

  return new Hono<AppEnv>()
    .post('/sign-in/*', async (c) => {
      const body = await c.req.text();
      const email = emailOf(body);
      const wait = limits.secrets.take(c.get('address'));
      if (wait > 0) return tooMany(c, wait);
      // Taken before and given back on success: parallel guesses are counted too.
      const accountWait = email === undefined ? 0 : limits.failedSignIns.take(email);
      if (accountWait > 0) return tooMany(c, accountWait);
      const answer = await pass(c, body);
      if (email !== undefined && !FAILED.has(answer.status)) limits.failedSignIns.refund(email);
      return answer;
    })
    .post('/sign-up/*', async (c) => {
      const wait = limits.signUps.take(c.get('address'));
      return wait > 0 ? tooMany(c, wait) : pass(c, await c.req.text());
    })
    .post('/change-password', async (c) => {
      const wait = limits.secrets.take(c.get('address'));
      return wait > 0 ? tooMany(c, wait) : pass(c, await c.req.text());
    })
    .post('/*', async (c) => pass(c, await c.req.text()))
    .get('/*', async (c) => pass(c, undefined));
};
