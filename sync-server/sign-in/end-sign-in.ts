import type { Auth } from './auth.ts';

/** Removes everything somebody could sign in with: sessions first, so that their sockets close at once. */
export const createEndSignIn =
  (auth: Pick<Auth, '$context'>) =>
  async (userId: string): Promise<void> => {
    const { adapter, internalAdapter } = await auth.$context;
    const where = [{ field: 'userId', value: userId }];
    await internalAdapter.deleteUserSessions(userId);
    for (const model of ['passkey', 'twoFactor']) await adapter.deleteMany({ model, where });
    await internalAdapter.deleteUser(userId);
  };
