import { type Context, Hono } from 'hono';
import { USER_NAME_RULE } from '../sign-in/change-user-name.ts';
import { checkPassword } from '../sign-in/check-password.ts';
import { passkeyHost } from '../sign-in/passkey-host.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { signUpRoute } from './sign-up.ts';
import { toAuth } from './to-auth.ts';

const FAILED = new Set([400, 401, 403, 422]);

const fieldsOf = (body: string): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
};

/** What somebody signs in with, however it is written; undefined when the body holds none. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.trim().toLowerCase().slice(0, 200) : undefined;

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

type Dependencies = Pick<
  HttpDependencies,
  'auth' | 'authFor' | 'facts' | 'identify' | 'limits' | 'now' | 'origin' | 'permits' | 'signUp'
>;

/** /api/auth/*: better-auth's own routes, behind limits on guessing, by address and by account. */
export const authRoutes = (deps: Dependencies) => {
  const { auth, authFor, identify, limits, origin } = deps;
  const pass = async (
    c: Context<AppEnv>,
    body: string | undefined,
    to: Pick<Dependencies['auth'], 'handler'> = auth,
  ): Promise<Response> => to.handler(toAuth(c, body));
  /** Passkeys belong to a host name; where none is configured, to the one that the browser used. */
  const passkeys = (c: Context<AppEnv>, body: string | undefined): Response | Promise<Response> => {
    const host = passkeyHost(origin.own, c.req.header('host'));
    if (host === undefined) return fail(c, { code: 'not-allowed', message: NUMBERS });
    return pass(c, body, origin.own === undefined ? authFor(host) : auth);
  };
  const tooMany = (c: Context<AppEnv>, wait: number) => fail(c, { code: 'too-many', wait });

  /** By whichever name one signs in: the guesses at one account are counted together. */
  const accountOf = async (body: string): Promise<string | undefined> => {
    const fields = fieldsOf(body);
    const username = textOf(fields.username);
    if (username === undefined) return textOf(fields.email);
    const { adapter } = await auth.$context;
    const where = [{ field: 'username', value: username }];
    return (await adapter.findOne<{ email: string }>({ model: 'user', where }))?.email ?? `@${username}`;
  };

  return new Hono<AppEnv>()
    .post('/sign-in/*', async (c) => {
      const body = await c.req.text();
      const wait = limits.secrets.take(c.get('address'));
      if (wait > 0) return tooMany(c, wait);
      const account = await accountOf(body);
      // Taken before and given back on success: parallel guesses are counted too.
      const accountWait = account === undefined ? 0 : limits.failedSignIns.take(account);
      if (accountWait > 0) return tooMany(c, accountWait);
      const answer = await pass(c, body);
      if (account !== undefined && !FAILED.has(answer.status)) limits.failedSignIns.refund(account);
      return answer;
    })
    .post('/sign-up/email', signUpRoute(deps))
    .post('/change-password', async (c) => {
      const wait = limits.secrets.take(c.get('address'));
      if (wait > 0) return tooMany(c, wait);
      const body = await c.req.text();
      const { newPassword } = fieldsOf(body);
      const found = await identify.byHeaders(c.req.raw.headers);
      if (found !== undefined && typeof newPassword === 'string') {
        const mistake = await checkPassword(newPassword, found.signedIn.account);
        if (mistake !== undefined) return fail(c, mistake);
      }
      return pass(c, body);
    })
    .post('/update-user', async (c) => {
      const body = await c.req.text();
      const { username = null } = fieldsOf(body);
      // better-auth looks at the shape of texts only.
      if (username !== null && typeof username !== 'string')
        return fail(c, { code: 'invalid', message: USER_NAME_RULE });
      return pass(c, body);
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
