import type { Auth } from './auth.ts';
import { makeToken } from './tokens.ts';

interface Target {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly username?: string | null | undefined;
}

export interface ResetLinks {
  /** A token with which this account gets one new password; earlier ones of the account are dead. @param seconds valid */
  make(userId: string, seconds: number): Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** Whose password a token changes, while it is good. */
  look(token: string): Promise<Target | undefined>;
  /**
   * Sets the password, once; all sessions of the account end. Whoever has such a link reads the account's mail or is
   * trusted by an administrator, so that its address counts as confirmed. False when the token is not good any more.
   */
  use(token: string, password: string): Promise<boolean>;
  /** Those of an account are dead. */
  drop(userId: string): Promise<void>;
}

const identify = (token: string): string => `reset-password:${token}`;

/** Over better-auth's own reset tokens, of which it keeps only a hash (`auth.ts`). @param now ms since 1970 */
export const createResetLinks = (auth: Auth, now: () => number): ResetLinks => {
  const look: ResetLinks['look'] = async (token) => {
    const { internalAdapter } = await auth.$context;
    const found = await internalAdapter.findVerificationValue(identify(token));
    if (!found || found.expiresAt.getTime() <= now()) return undefined;
    const user = await internalAdapter.findUserById(found.value);
    if (user === null) return undefined;
    const username = 'username' in user && typeof user.username === 'string' ? user.username : undefined;
    return { userId: user.id, name: user.name, email: user.email, username };
  };

  const drop: ResetLinks['drop'] = async (userId) => {
    const { adapter } = await auth.$context;
    await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: userId }] });
  };

  return {
    drop,
    async make(userId, seconds) {
      const { internalAdapter } = await auth.$context;
      await drop(userId);
      const token = makeToken();
      const expiresAt = now() + seconds * 1000;
      await internalAdapter.createVerificationValue({
        identifier: identify(token),
        value: userId,
        expiresAt: new Date(expiresAt),
      });
      return { token, expiresAt };
    },
    look,
    async use(token, password) {
      const target = await look(token);
      if (target === undefined) return false;
      const answer = await auth.api.resetPassword({ body: { token, newPassword: password }, asResponse: true });
      if (!answer.ok) return false;
      const { internalAdapter } = await auth.$context;
      await internalAdapter.updateUser(target.userId, { emailVerified: true });
      return true;
    },
  };
};
