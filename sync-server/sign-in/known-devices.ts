import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const COOKIE = 'skerry.device';
/** Accounts remembered on one device: a family's. The one used longest ago is forgotten first. */
const MOST_ACCOUNTS = 5;
/** Seconds; the longest that browsers keep a cookie. */
const MAX_AGE = 400 * 24 * 3600;
const MAC_LENGTH = 22;
const ENTRY = /^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{22}$/;

export interface KnownDevices {
  /** The device's own random name, when somebody signed in to this account on it before. */
  deviceOf(headers: Headers, email: string): string | undefined;
  /** The cookie by which a device is known from now on; undefined when it is known already. */
  remember(headers: Headers, email: string): string | undefined;
}

const entriesOf = (headers: Headers): string[] => {
  const prefix = `${COOKIE}=`;
  const value = (headers.get('cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  if (value === undefined) return [];
  return value
    .slice(prefix.length)
    .split('~')
    .slice(0, MOST_ACCOUNTS)
    .filter((entry) => ENTRY.test(entry));
};

/**
 * Devices on which an account was signed in to before: a cookie signed by this server that names neither the account nor
 * the person. It signs nobody in. It only gives a device tries of its own, so that wrong tries from elsewhere cannot keep
 * a person out. Signing out leaves it there.
 * @param secure the public address is https
 */
export const createKnownDevices = (key: Buffer, secure: boolean): KnownDevices => {
  const sign = (device: string, email: string): string =>
    createHmac('sha256', key).update(`${device}\n${email.toLowerCase()}`).digest('base64url').slice(0, MAC_LENGTH);
  const belongs = (entry: string, email: string): boolean => {
    const [device = '', mac = ''] = entry.split('.');
    return timingSafeEqual(Buffer.from(mac), Buffer.from(sign(device, email)));
  };
  const deviceOf = (headers: Headers, email: string): string | undefined =>
    entriesOf(headers)
      .find((entry) => belongs(entry, email))
      ?.split('.')[0];
  return {
    deviceOf,
    remember(headers, email) {
      if (deviceOf(headers, email) !== undefined) return undefined;
      const device = randomBytes(16).toString('base64url');
      const entries = [`${device}.${sign(device, email)}`, ...entriesOf(headers)].slice(0, MOST_ACCOUNTS);
      const value = `${COOKIE}=${entries.join('~')}; Max-Age=${MAX_AGE}; Path=/api; HttpOnly; SameSite=Lax`;
      return secure ? `${value}; Secure` : value;
    },
  };
};
