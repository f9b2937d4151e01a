import { Hono } from 'hono';
import { SETUP } from '../../shared/protocol/http.ts';
import { parsePersonName } from '../../shared/text/parse-line.ts';
import { ADDRESS_HEADER } from '../sign-in/auth.ts';
import { checkPassword } from '../sign-in/check-password.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

type Dependencies = Pick<HttpDependencies, 'auth' | 'administrators' | 'setupLink' | 'limits' | 'permits'>;

interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/**
 * POST /api/setup: the holder of the set-up link becomes administrator, however people sign up otherwise. An address that
 * signed up before (a first try that a crash interrupted) becomes administrator with its password.
 */
export const setupRoutes = ({ auth, administrators, setupLink, limits, permits }: Dependencies) => {
  const signIn = (headers: Headers, { email, password }: NewAccount) =>
    auth.api.signInEmail({ body: { email, password }, headers, asResponse: true });

  /** Whether there is an account now that this password belongs to. */
  const reauthenticate = async (headers: Headers, account: NewAccount): Promise<string | undefined> => {
    const { internalAdapter } = await auth.$context;
    if ((await internalAdapter.findUserByEmail(account.email)) === null) {
      const always = async () => true;
      const signUp = () => auth.api.signUpEmail({ body: { ...account }, headers, asResponse: true });
      const { result } = await permits.run(always, signUp);
      if (!result.ok) return undefined;
    } else {
      const answer = await signIn(headers, account);
      // 403: the password is right, the address is not confirmed.
      if (!answer.ok && answer.status !== 403) return undefined;
    }
    return (await internalAdapter.findUserByEmail(account.email))?.user.id;
  };

  return new Hono<AppEnv>().post('/', async (c) => {
    const wait = await limits.secrets.take(c.get('address'));
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const read = await readJson(c, SETUP);
    if (read.kind === 'failed') return fail(c, read.failure);
    const { token, ...account } = read.value;
    if (parsePersonName(account.name) === undefined)
      return fail(c, { code: 'invalid', message: '"name" is not a name.' });
    const mistake = await checkPassword(account.password, account);
    if (mistake !== undefined) return fail(c, mistake);
    if (await administrators.exist()) return fail(c, { code: 'setup-done' });
    if (!setupLink.claim(token)) {
      return fail(c, {
        code: 'not-allowed',
        message: 'This set-up link is not valid any more; the server prints a new one at each start.',
      });
    }
    let done = false;
    try {
      const headers = new Headers({
        [ADDRESS_HEADER]: c.get('address'),
        'user-agent': c.req.header('user-agent') ?? '',
      });
      const userId = await reauthenticate(headers, account);
      if (userId === undefined) {
        return fail(c, { code: 'invalid', message: 'This e-mail address has an account with another password.' });
      }
      // Whoever holds this link runs the machine; a mail that does not arrive must not lock them out.
      const { internalAdapter } = await auth.$context;
      await internalAdapter.updateUser(userId, { emailVerified: true });
      await administrators.set(userId, true);
      done = true;
      const session = await signIn(headers, account);
      for (const cookie of session.headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true });
      return c.json({ userId }, 201);
    } finally {
      if (!done) setupLink.release();
    }
  });
};
