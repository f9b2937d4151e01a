import { type Context, Hono } from 'hono';
import { ADDRESS_HEADER } from '../sign-in/auth.ts';
import { passkeyHost } from '../sign-in/passkey-host.ts';
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

/** A device that need not be asked again would be worth a password to whoever takes it: nobody can ask for that. */
const withoutTrust = (body: string): string => {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return body;
    return JSON.stringify({ ...parsed, trustDevice: undefined });
  } catch {
    return body;
  }
};

const NUMBERS = 'Passkeys need an address with a name; browsers make none for an address of numbers.';

type Dependencies = Pick<HttpDependencies, 'auth' | 'authFor' | 'origin' | 'limits'>;

/** /api/auth/*: better-auth's own routes, behind limits on guessing, by address and by e-mail. */
export const authRoutes = ({ auth, authFor, origin, limits }: Dependencies) => {
  const pass = async (
    c: Context<AppEnv>,
    body: string | undefined,
    to: Pick<Dependencies['auth'], 'handler'> = auth,
  ): Promise<Response> => {
    const headers = new Headers(c.req.raw.headers);
    headers.set(ADDRESS_HEADER, c.get('address'));
    // better-auth works out addresses of its own from these; here only our word counts.
    for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']) headers.delete(name);
    return to.handler(
      new Request(c.req.url, { method: c.req.method, headers, ...(body === undefined ? {} : { body }) }),
    );
  };
  /** Passkeys belong to a host name; where none is configured, to the one that the browser used. */
  const passkeys = (c: Context<AppEnv>, body: string | undefined): Response | Promise<Response> => {
    const host = passkeyHost(origin.own, c.req.header('host'));
    if (host === undefined) return fail(c, { code: 'not-allowed', message: NUMBERS });
    return pass(c, body, origin.own === undefined ? authFor(host) : auth);
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
    .post('/passkey/*', async (c) => {
      const wait = limits.secrets.take(c.get('address'));
      return wait > 0 ? tooMany(c, wait) : passkeys(c, await c.req.text());
    })
    .get('/passkey/*', (c) => passkeys(c, undefined))
    .post('/two-factor/*', async (c) => {
      const wait = limits.secrets.take(c.get('address'));
      return wait > 0 ? tooMany(c, wait) : pass(c, withoutTrust(await c.req.text()));
    })
    .post('/*', async (c) => pass(c, await c.req.text()))
    .get('/*', async (c) => pass(c, undefined));
};
