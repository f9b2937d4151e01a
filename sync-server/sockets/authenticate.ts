import * as v from 'valibot';
import { AUTH_TOKEN } from '../../shared/protocol/messages.ts';
import type { Identity } from '../documents/access.ts';
import type { Identify } from '../sign-in/identify.ts';
import type { SyncGrant, SyncTokens } from '../sign-in/sync-tokens.ts';

/** ms. A returning device opens hundreds of documents at once: one look-up serves them all. */
const FRESH_MS = 2_000;

export interface AuthenticateDependencies {
  readonly identify: Pick<Identify, 'lookUp' | 'isAlive'>;
  readonly syncTokens: Pick<SyncTokens, 'verify'>;
  /** ms, never set back. */
  readonly monotonic: () => number;
  /** Raised whenever a session ends, so that no remembered look-up outlives it. */
  readonly sessionsEnded: () => number;
}

const sessionOf = (token: string): string | undefined => {
  try {
    const parsed = v.safeParse(AUTH_TOKEN, JSON.parse(token));
    return parsed.success ? parsed.output.session : undefined;
  } catch {
    return undefined;
  }
};

const identityOf = (grant: SyncGrant): Identity => ({
  userId: grant.userId,
  access: grant.access,
  sessionId: grant.sessionId,
  clientId: grant.clientId,
  ...(grant.document === undefined ? {} : { document: grant.document }),
});

/** The identity a sync token gives, as long as the session it came from lives. */
export const identityOfToken = async (deps: AuthenticateDependencies, token: string): Promise<Identity | undefined> => {
  const grant = deps.syncTokens.verify(token);
  if (grant === undefined || !(await deps.identify.isAlive(grant.sessionId, grant.userId))) return undefined;
  return identityOf(grant);
};

/**
 * Who sends the Auth frames of one `/sync` socket: `session` of the frame (a session token or a sync token, from programs),
 * else the cookie of the upgrade.
 */
export const createAuthenticate = (deps: AuthenticateDependencies, upgrade: Headers) => {
  const lookUp = async (session: string | undefined): Promise<Identity | undefined> => {
    if (session?.startsWith('st1.') === true) return identityOfToken(deps, session);
    const headers = session === undefined ? upgrade : new Headers({ authorization: `Bearer ${session}` });
    const found = await deps.identify.lookUp(headers);
    return found === undefined
      ? undefined
      : { userId: found.account.userId, access: found.program?.access ?? 'write', sessionId: found.sessionId };
  };
  let last:
    | { session: string | undefined; until: number; ended: number; identity: Promise<Identity | undefined> }
    | undefined;

  return (token: string): Promise<Identity | undefined> => {
    const session = sessionOf(token);
    const ended = deps.sessionsEnded();
    if (last === undefined || last.session !== session || last.until <= deps.monotonic() || last.ended !== ended) {
      last = { session, until: deps.monotonic() + FRESH_MS, ended, identity: lookUp(session) };
    }
    return last.identity;
  };
};
