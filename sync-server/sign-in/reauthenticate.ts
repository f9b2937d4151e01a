import type { Auth } from './auth.ts';
import type { SessionWay } from './session-hooks.ts';

/** ms. Signing in with a passkey a moment ago is as good as the password. */
const FRESH_MS = 5 * 60_000;

interface Stored {
  readonly createdAt: Date;
  readonly via?: SessionWay | null;
}

/** Whether it is really the person: by their password, or by a passkey just used. @param now ms since 1970 */
export const createReauthenticate =
  (auth: Pick<Auth, '$context'>, now: () => number) =>
  async (userId: string, sessionId: string, password: string | undefined): Promise<boolean> => {
    const { adapter, internalAdapter, password: hashing } = await auth.$context;
    if (password !== undefined) {
      const accounts = await internalAdapter.findAccounts(userId);
      const hash = accounts.find(({ providerId }) => providerId === 'credential')?.password;
      return typeof hash === 'string' && (await hashing.verify({ hash, password }));
    }
    const session = await adapter.findOne<Stored>({ model: 'session', where: [{ field: 'id', value: sessionId }] });
    return session?.via === 'passkey' && now() - session.createdAt.getTime() < FRESH_MS;
  };
export type Prove = ReturnType<typeof createReauthenticate>;
