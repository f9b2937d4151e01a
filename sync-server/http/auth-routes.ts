import { type Context, Hono } from 'hono';
import { USER_NAME_RULE } from '../sign-in/change-user-name.ts';
import { checkPassword } from '../sign-in/check-password.ts';
import { takesPasskeys } from '../sign-in/passkey-host.ts';
import { pendingTwoFactorUser } from '../sign-in/pending-two-factor-user.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { createPasswordTries } from './password-tries.ts';
import { isJson } from './read-json.ts';
import { rememberDevice } from './remember-device.ts';
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
const withoutTrust = (body: string): string => JSON.stringify({ ...fieldsOf(body), trustDevice: undefined });

/** Nobody is sent anywhere by signing in: the page knows where to go on. */
const withoutCallback = (body: string): string => JSON.stringify({ ...fieldsOf(body), callbackURL: undefined });

const NO_PASSKEYS =
  'Passkeys need an address with a name that this server knows: open its public address (SKERRY_ORIGIN), or localhost.';
const USED = { code: 'CODE_USED', message: 'This code was used already. Wait for the next one.' };

type Dependencies = Pick<
  HttpDependencies,
  | 'auth'
  | 'facts'
  | 'identify'
  | 'knownDevices'
  | 'limits'
  | 'now'
  | 'origin'
  | 'permits'
  | 'programTokens'
  | 'resetLinks'
  | 'signUp'
  | 'usedCodes'
>;

/**
 * /api/auth/*: those of better-auth's own routes that this server uses, behind limits on guessing, by address and by
 * account. Whatever else it has, or a later version brings, is not there.
 */
export const authRoutes = (deps: Dependencies) => {
  const { auth, identify, limits, origin, usedCodes } = deps;
  const tries = createPasswordTries(deps);
  const pass = async (c: Context<AppEnv>, body: string | undefined): Promise<Response> => auth.handler(toAuth(c, body));
  const onward = async (c: Context<AppEnv>): Promise<Response> =>
    pass(c, c.req.method === 'GET' ? undefined : await c.req.text());
  const passkeys = (c: Context<AppEnv>, body: string | undefined): Response | Promise<Response> =>
    takesPasskeys(origin.own, c.req.header('host'))
      ? pass(c, body)
      : fail(c, { code: 'not-allowed', message: NO_PASSKEYS });
  const tooMany = (c: Context<AppEnv>, wait: number) => fail(c, { code: 'too-many', wait });

  /** An attempt with a password. Taken before and given back on success: parallel guesses are counted too. */
  const guess = async (c: Context<AppEnv>, account: string | undefined, body: string): Promise<Response> => {
    const wait = await tries.take(c, account);
    if (wait > 0) return tooMany(c, wait);
    const answer = await pass(c, body);
    if (account !== undefined && !FAILED.has(answer.status)) await tries.refund(c, account);
    return answer;
  };
  /** The account behind a username, called as its e-mail is: guesses at one account are counted together. */
  const accountNamed = async (username: string | undefined): Promise<string | undefined> => {
    if (username === undefined) return undefined;
    const { adapter } = await auth.$context;
    const where = [{ field: 'username', value: username }];
    return (await adapter.findOne<{ email: string }>({ model: 'user', where }))?.email ?? `@${username}`;
  };
  const ownAccount = async (c: Context<AppEnv>) => (await identify.byHeaders(c.req.raw.headers))?.signedIn.account;
  /** Changes that ask for the password once more. */
  const withPassword = async (c: Context<AppEnv>): Promise<Response> =>
    guess(c, (await ownAccount(c))?.email, await c.req.text());

  const app = new Hono<AppEnv>()
    .use(rememberDevice(deps.knownDevices))
    .use(async (c, next) => {
      // A form is read by better-auth too; what counts guesses reads JSON.
      const body = c.req.method === 'POST' ? await c.req.text() : '';
      if (body === '' || isJson(c.req.header('content-type'))) return next();
      return fail(c, { code: 'invalid', status: 415, message: 'Send JSON with content-type application/json.' });
    })
    .post('/sign-in/email', async (c) => {
      const body = await c.req.text();
      return guess(c, textOf(fieldsOf(body).email), withoutCallback(body));
    })
    .post('/sign-in/username', async (c) => {
      const body = await c.req.text();
      return guess(c, await accountNamed(textOf(fieldsOf(body).username)), withoutCallback(body));
    })
    .post('/sign-up/email', signUpRoute(deps))
    .post('/change-password', async (c) => {
      const { newPassword, revokeOtherSessions } = fieldsOf(await c.req.text());
      const account = await ownAccount(c);
      if (account !== undefined && typeof newPassword === 'string') {
        const mistake = await checkPassword(newPassword, account);
        if (mistake !== undefined) return fail(c, mistake);
      }
      const answer = await guess(c, account?.email, await c.req.text());
      // Whoever changes it because somebody else had a link for it is rid of that link too.
      if (answer.ok && account !== undefined) await deps.resetLinks.drop(account.userId);
      // So is whoever made a token with the old one.
      if (answer.ok && account !== undefined && revokeOtherSessions === true)
        await deps.programTokens.remove(await deps.programTokens.ofAccount(account.userId));
      return answer;
    })
    .post('/update-user', async (c) => {
      const body = await c.req.text();
      const { username = null } = fieldsOf(body);
      // better-auth looks at the shape of texts only.
      if (username !== null && typeof username !== 'string')
        return fail(c, { code: 'invalid', message: USER_NAME_RULE });
      return pass(c, body);
    })
    .post('/two-factor/:way{verify-totp|verify-backup-code}', async (c) => {
      const wait = await limits.secrets.take(c.get('address'));
      if (wait > 0) return tooMany(c, wait);
      const body = withoutTrust(await c.req.text());
      const { code } = fieldsOf(body);
      const who = (await ownAccount(c))?.userId ?? (await pendingTwoFactorUser(auth, c.req.raw.headers));
      if (who === undefined) return pass(c, body);
      // Taken before and given back on success: parallel guesses from many addresses are counted together.
      const later = await limits.secondSteps.take(who);
      if (later > 0) return tooMany(c, later);
      const once = c.req.param('way') === 'verify-totp' && typeof code === 'string';
      if (once && !(await usedCodes.take(who, code))) return c.json(USED, 401);
      const answer = await pass(c, body);
      if (answer.ok) await limits.secondSteps.refund(who);
      else if (once) await usedCodes.giveBack(who, code);
      return answer;
    })
    .post('/device-link/finish', async (c) => {
      const wait = await limits.links.take(c.get('address'));
      return wait > 0 ? tooMany(c, wait) : onward(c);
    })
    .post('/sign-out', onward)
    .get('/get-session', onward);

  for (const name of ['enable', 'disable', 'generate-backup-codes']) app.post(`/two-factor/${name}`, withPassword);
  for (const name of ['verify-registration', 'verify-authentication', 'update-passkey', 'delete-passkey'])
    app.post(`/passkey/${name}`, async (c) => {
      const wait = await limits.secrets.take(c.get('address'));
      return wait > 0 ? tooMany(c, wait) : passkeys(c, await c.req.text());
    });
  for (const name of ['generate-register-options', 'generate-authenticate-options', 'list-user-passkeys'])
    app.get(`/passkey/${name}`, (c) => passkeys(c, undefined));
  return app;
};
