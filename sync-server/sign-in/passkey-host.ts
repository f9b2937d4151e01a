import { isIP } from 'node:net';

/** Where no public address is set, passkeys work on the server's own machine only. */
const LOCAL = 'localhost';

/** The host name that passkeys belong to: that of the public address. */
export const passkeyHost = (origin: string | undefined): string =>
  origin === undefined ? LOCAL : new URL(origin).hostname;

/**
 * Whether a browser that opened `host` can use passkeys here. Without a public address any name could stand in the Host
 * header, so only the local one counts; for an address of numbers browsers make none.
 */
export const takesPasskeys = (origin: string | undefined, host: string | undefined): boolean => {
  if (origin !== undefined) return isIP(passkeyHost(origin).replace(/^\[|\]$/g, '')) === 0;
  return /^localhost(:\d{1,5})?$/i.test(host ?? '');
};
