import type { Devices } from '../../storage/ports/devices.ts';
import type { Account, Accounts } from './accounts.ts';
import type { Auth } from './auth.ts';
import { sessionTokenOf } from './session-token.ts';
import { createSessionUses } from './session-uses.ts';
import { tokenHash } from './token-hash.ts';

/** Who a request comes from. */
export interface SignedIn {
  readonly account: Account;
  readonly sessionId: string;
  readonly administrator: boolean;
}

interface Identified {
  readonly signedIn: SignedIn;
  /** Cookies that prolong the session, to be sent along with the answer. */
  readonly cookies: readonly string[];
}

export interface Identify {
  /** By cookie, or by `Authorization: Bearer <session token>`. Prolongs a session in use. */
  byHeaders(headers: Headers): Promise<Identified | undefined>;
  /** Where no cookie can be set (a WebSocket), without prolonging. */
  lookUp(headers: Headers): Promise<SignedIn | undefined>;
  /** What became of the session of a request that comes from nobody. */
  endOf(headers: Headers): Promise<'ended' | 'gone' | undefined>;
  /** Whether a session still lives and belongs to this account. */
  isAlive(sessionId: string, userId: string): Promise<boolean>;
}

/** @param clock `now`: ms since 1970; `monotonic`: ms, never set back */
export const createIdentify = (
  auth: Auth,
  accounts: Accounts,
  devices: Pick<Devices, 'endedSession'>,
  clock: { readonly now: () => number; readonly monotonic: () => number },
): Identify => {
  const noteUse = createSessionUses(async (sessionId, usedAt) => {
    const { adapter } = await auth.$context;
    await adapter.update({ model: 'session', where: [{ field: 'id', value: sessionId }], update: { usedAt } });
  }, clock);
  const signedInOf = async (found: Awaited<ReturnType<Auth['api']['getSession']>>): Promise<SignedIn | undefined> => {
    if (found === null) return undefined;
    noteUse(found.session.id);
    const account = await accounts.ensure(found.user);
    if (account.gone) return undefined;
    return {
      account,
      sessionId: found.session.id,
      administrator: found.user.administrator === true,
    };
  };

  return {
    async byHeaders(headers) {
      const { response, headers: answer } = await auth.api.getSession({ headers, returnHeaders: true });
      const signedIn = await signedInOf(response);
      return signedIn === undefined ? undefined : { signedIn, cookies: answer?.getSetCookie() ?? [] };
    },
    lookUp: async (headers) => signedInOf(await auth.api.getSession({ headers, query: { disableRefresh: true } })),
    async endOf(headers) {
      const token = sessionTokenOf(headers);
      return token === undefined ? undefined : devices.endedSession(tokenHash(token));
    },
    async isAlive(sessionId, userId) {
      const { adapter } = await auth.$context;
      const session = await adapter.findOne<{ userId: string; expiresAt: Date }>({
        model: 'session',
        where: [{ field: 'id', value: sessionId }],
      });
      return session !== null && session.userId === userId && session.expiresAt.getTime() > clock.now();
    },
  };
};
