import type { UserId } from '../../shared/ids/account.ts';
import type { Devices } from '../../storage/ports/devices.ts';
import type { Account, Accounts } from './accounts.ts';
import type { Auth } from './auth.ts';
import { type ProgramTokens, programTokenOf, sessionOfToken } from './program-tokens.ts';
import { createSessionUses } from './session-uses.ts';
import { sessionTokenOf, tokenHash } from './tokens.ts';

/** Who a request comes from. */
export interface SignedIn {
  readonly account: Account;
  readonly sessionId: string;
  readonly administrator: boolean;
  /** Set for a program with a token of its own. */
  readonly program?: { readonly access: 'read' | 'write'; readonly device: number };
}

interface Identified {
  readonly signedIn: SignedIn;
  /** Cookies that prolong the session, to be sent along with the answer. */
  readonly cookies: readonly string[];
}

export interface Identify {
  /** By cookie, or by `Authorization: Bearer <session or program token>`. Prolongs a session in use. */
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
  programs: Pick<ProgramTokens, 'verify' | 'isAlive'> & {
    readonly account: (userId: UserId) => Promise<Account | undefined>;
  },
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

  const programOf = async (token: string): Promise<SignedIn | undefined> => {
    const found = await programs.verify('program', token);
    if (found === undefined || found.access === 'post') return undefined;
    const account = await programs.account(found.userId);
    if (account === undefined || account.gone) return undefined;
    const { access, device } = found;
    return { account, sessionId: sessionOfToken(found.id), administrator: false, program: { access, device } };
  };

  return {
    async byHeaders(headers) {
      const token = programTokenOf(headers);
      if (token !== undefined) {
        const signedIn = await programOf(token);
        return signedIn === undefined ? undefined : { signedIn, cookies: [] };
      }
      const { response, headers: answer } = await auth.api.getSession({ headers, returnHeaders: true });
      const signedIn = await signedInOf(response);
      return signedIn === undefined ? undefined : { signedIn, cookies: answer?.getSetCookie() ?? [] };
    },
    async lookUp(headers) {
      const token = programTokenOf(headers);
      if (token !== undefined) return programOf(token);
      return signedInOf(await auth.api.getSession({ headers, query: { disableRefresh: true } }));
    },
    async endOf(headers) {
      const token = sessionTokenOf(headers);
      return token === undefined ? undefined : devices.endedSession(tokenHash(token));
    },
    async isAlive(sessionId, userId) {
      const program = await programs.isAlive(sessionId, userId);
      if (program !== undefined) return program;
      const { adapter } = await auth.$context;
      const session = await adapter.findOne<{ userId: string; expiresAt: Date }>({
        model: 'session',
        where: [{ field: 'id', value: sessionId }],
      });
      return session !== null && session.userId === userId && session.expiresAt.getTime() > clock.now();
    },
  };
};
