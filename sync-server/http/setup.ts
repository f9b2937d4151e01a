import { Hono } from 'hono';
import { SETUP } from '../../shared/protocol/http.ts';
import { ADDRESS_HEADER } from '../sign-in/auth.ts';
import { parsePersonName } from '../sign-in/person-name.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

type Dependencies = Pick<HttpDependencies, 'auth' | 'administrators' | 'setupLink' | 'limits'>;

/**
 * POST /api/setup: the holder of the set-up link becomes administrator. An address that signed up before (a first try
 * that a crash interrupted) becomes administrator with its password.
 */
export const setupRoutes = ({ auth, administrators, setupLink, limits }: Dependencies) => {
  const signUpOrIn = async (headers: Headers, account: { name: string; email: string; password: string }) => {
    const signedUp = await auth.api.signUpEmail({ body: account, headers, asResponse: true });
    if (signedUp.status !== 422) return signedUp;
    const { email, password } = account;
    return auth.api.signInEmail({ body: { email, password }, headers, asResponse: true });
  };

  return new Hono<AppEnv>().post('/', async (c) => {
    const wait = limits.secrets.take(c.get('address'));
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const read = await readJson(c, SETUP);
    if (read.kind === 'failed') return fail(c, read.failure);
    const { token, email, password } = read.value;
    const name = parsePersonName(read.value.name);
    if (name === undefined) return fail(c, { code: 'invalid', message: '"name" is not a name.' });
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
      const answer = await signUpOrIn(headers, { name, email, password });
      if (!answer.ok) {
        return fail(c, { code: 'invalid', message: 'This e-mail address has an account with another password.' });
      }
      const { user }: { user: { id: string } } = await answer.json();
      await administrators.add(user.id);
      done = true;
      for (const cookie of answer.headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true });
      return c.json({ userId: user.id }, 201);
    } finally {
      if (!done) setupLink.release();
    }
  });
};
