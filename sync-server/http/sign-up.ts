import type { Context } from 'hono';
import { parseUserName } from '../../shared/ids/account.ts';
import { SIGN_UP } from '../../shared/protocol/http-accounts.ts';
import { USER_NAME_RULE } from '../sign-in/change-user-name.ts';
import { checkPassword } from '../sign-in/check-password.ts';
import { tokenHash } from '../sign-in/tokens.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';
import { toAuth } from './to-auth.ts';

type Dependencies = Pick<HttpDependencies, 'auth' | 'facts' | 'limits' | 'now' | 'permits' | 'signUp'>;

/**
 * POST /api/auth/sign-up/email: a use of the invitation is taken in the moment the account is made, and given back when
 * none came of it. A crash just between the two costs a use, never an account too many.
 */
export const signUpRoute = ({ auth, facts, limits, now, permits, signUp }: Dependencies) => {
  return async (c: Context<AppEnv>): Promise<Response> => {
    const wait = await limits.signUps.take(c.get('address'));
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    if (signUp.mode === 'closed') return fail(c, { code: 'sign-up-closed' });
    const read = await readJson(c, SIGN_UP);
    if (read.kind === 'failed') return fail(c, read.failure);
    const { invitation, username: wanted, ...account } = read.value;
    const username = wanted === undefined ? undefined : parseUserName(wanted);
    if (wanted !== undefined && username === undefined) return fail(c, { code: 'invalid', message: USER_NAME_RULE });

    const token = invitation === undefined ? undefined : tokenHash(invitation);
    if (signUp.mode === 'invitation') {
      if (token === undefined) return fail(c, { code: 'invitation-needed' });
      // Before anything else is answered: strangers learn nothing about who is here.
      if ((await facts.invitationOf(token, now())) === undefined) return fail(c, { code: 'link-gone' });
    }
    const mistake = await checkPassword(account.password, { ...account, username });
    if (mistake !== undefined) return fail(c, mistake);

    const claims = signUp.mode === 'invitation' && token !== undefined ? token : undefined;
    const claim = async () => claims === undefined || facts.claimInvitation(claims, now());
    const body = JSON.stringify({ ...account, ...(username === undefined ? {} : { username }) });
    const { result, claimed } = await permits.run(claim, () => auth.handler(toAuth(c, body)));
    if (!result.ok && claimed && claims !== undefined) await facts.releaseInvitation(claims);
    // Where addresses are confirmed, an address that has an account gets the same answer as one that has none.
    return result.ok && signUp.mail ? c.json({ token: null, user: null }) : result;
  };
};
