import { parseUserId } from '../../shared/ids/account.ts';
import type { Devices } from '../../storage/ports/devices.ts';
import type { Log } from '../log.ts';
import { sessionTokenOf, tokenHash } from './tokens.ts';

/** How a session began. */
export type SessionWay = 'password' | 'passkey' | 'link';

const WAYS: Readonly<Record<string, SessionWay>> = {
  '/passkey/verify-authentication': 'passkey',
  '/device-link/finish': 'link',
};

/** A password was changed or reset: other devices have to be told that they were signed out. */
const TOLD = new Set(['/change-password', '/reset-password', '/revoke-session', '/revoke-sessions']);

/** What hooks see of the request that runs; absent when the server itself acts. */
interface Running {
  readonly path?: string | undefined;
  readonly headers?: Headers | undefined;
}

interface Session {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly expiresAt: Date;
}

export interface SessionHookDependencies {
  readonly devices: Pick<Devices, 'endSession'>;
  readonly now: () => number;
  readonly log: Log;
  readonly sessionEnded: (sessionId: string) => void;
}

export const sessionWay = (running: Running | null): SessionWay => WAYS[running?.path ?? ''] ?? 'password';

/** The session a device had before it signed in again: each device has one session in the list. */
export const replacedToken = (session: Pick<Session, 'token'>, running: Running | null): string | undefined => {
  const before = running?.headers === undefined ? undefined : sessionTokenOf(running.headers);
  return before === session.token ? undefined : before;
};

/**
 * Ends a session's sockets, and remembers that it was ended from elsewhere: neither by its own device, which signs out
 * or in anew, nor by time.
 */
export const createSessionEnd =
  ({ devices, now, log, sessionEnded }: SessionHookDependencies) =>
  async (session: Session, running: Running | null): Promise<void> => {
    const path = running?.path;
    const own = running?.headers === undefined ? undefined : sessionTokenOf(running.headers);
    const userId = parseUserId(session.userId);
    const isTold = path === undefined || TOLD.has(path);
    if (isTold && own !== session.token && userId !== undefined && session.expiresAt.getTime() > now()) {
      await devices
        .endSession({ tokenHash: tokenHash(session.token), userId, at: now() })
        .catch((error: unknown) => log.error('session-end-not-kept', { error }));
    }
    sessionEnded(session.id);
  };
