import { Hono } from 'hono';
import type { SessionFact } from '../../shared/protocol/http-devices.ts';
import { deviceOf } from '../sign-in/device-of.ts';
import type { SessionWay } from '../sign-in/session-hooks.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';

/** A session as sign-in keeps it. Its token never leaves the server. */
interface Stored {
  readonly id: string;
  readonly token: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  readonly userAgent?: string | null;
  readonly ipAddress?: string | null;
  readonly via?: SessionWay | null;
  readonly usedAt?: Date | null;
}

type Dependencies = Pick<HttpDependencies, 'auth' | 'connectedSessions' | 'now'>;

/** /api/sessions: where an account is signed in, and ending that elsewhere. */
export const sessionRoutes = ({ auth, connectedSessions, now }: Dependencies) => {
  const sessionsOf = async (userId: string): Promise<readonly Stored[]> => {
    const { adapter } = await auth.$context;
    const all = await adapter.findMany<Stored>({ model: 'session', where: [{ field: 'userId', value: userId }] });
    return all.filter(({ expiresAt }) => expiresAt.getTime() > now());
  };
  const end = async (sessions: readonly Stored[]): Promise<void> => {
    const { internalAdapter } = await auth.$context;
    for (const { token } of sessions) await internalAdapter.deleteSession(token);
  };

  return new Hono<AppEnv>()
    .get('/', async (c) => {
      const { account, sessionId } = c.get('signedIn');
      const connected = connectedSessions();
      const sessions = (await sessionsOf(account.userId)).map(
        (one): SessionFact => ({
          id: one.id,
          ...deviceOf(one.userAgent),
          current: one.id === sessionId,
          connected: connected.has(one.id),
          createdAt: one.createdAt.getTime(),
          usedAt: Math.max(one.usedAt?.getTime() ?? 0, one.updatedAt.getTime()),
          ...(one.ipAddress ? { address: one.ipAddress } : {}),
          via: one.via ?? 'password',
        }),
      );
      const order = (one: SessionFact): number =>
        one.current ? Number.POSITIVE_INFINITY : one.connected ? now() : one.usedAt;
      return c.json({ sessions: sessions.sort((a, b) => order(b) - order(a) || b.createdAt - a.createdAt) });
    })
    .delete('/:id', async (c) => {
      const { account, sessionId } = c.get('signedIn');
      const wanted = c.req.param('id');
      if (wanted === sessionId) return fail(c, { code: 'not-allowed', message: 'Sign out to end your own session.' });
      const found = (await sessionsOf(account.userId)).filter(({ id }) => id === wanted);
      if (found.length === 0) return fail(c, { code: 'not-found' });
      await end(found);
      return c.body(null, 204);
    })
    .delete('/', async (c) => {
      const { account, sessionId } = c.get('signedIn');
      await end((await sessionsOf(account.userId)).filter(({ id }) => id !== sessionId));
      return c.body(null, 204);
    });
};
