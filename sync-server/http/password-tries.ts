import type { Context } from 'hono';
import type { AppEnv, HttpDependencies } from './deps.ts';

export interface PasswordTries {
  /** Takes one try at an account's password. @returns whole seconds to wait; 0: the try may be made */
  take(c: Context<AppEnv>, email: string | undefined): Promise<number>;
  /** The try was right: it does not count. */
  refund(c: Context<AppEnv>, email: string): Promise<void>;
}

/**
 * Tries at one account's password are limited by address and by account. A device on which the account was signed in to
 * before has tries of its own, by device and by address: nobody else can use them up.
 */
export const createPasswordTries = ({
  limits,
  knownDevices,
}: Pick<HttpDependencies, 'limits' | 'knownDevices'>): PasswordTries => {
  const keysOf = (c: Context<AppEnv>, email: string): readonly [string, string] | undefined => {
    const device = knownDevices.deviceOf(c.req.raw.headers, email);
    return device === undefined ? undefined : [device, `${c.get('address')} ${email}`];
  };
  return {
    async take(c, email) {
      const own = email === undefined ? undefined : keysOf(c, email);
      if (own !== undefined) {
        const [device, place] = own;
        return (await limits.knownDevices.take(device)) || limits.knownDevices.take(place);
      }
      const wait = await limits.secrets.take(c.get('address'));
      return wait > 0 || email === undefined ? wait : limits.failedSignIns.take(email);
    },
    async refund(c, email) {
      const own = keysOf(c, email);
      if (own === undefined) await limits.failedSignIns.refund(email);
      else for (const key of own) await limits.knownDevices.refund(key);
    },
  };
};
