import { isIP } from 'node:net';

/**
 * The name passkeys are bound to: that of the public address, or of the one the browser used. Undefined for a number:
 * browsers make no passkeys for those.
 */
export const passkeyHost = (origin: string | undefined, host: string | undefined): string | undefined => {
  const address = origin ?? `http://${host ?? ''}`;
  if (!URL.canParse(address)) return undefined;
  const { hostname } = new URL(address);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname !== '' ? hostname : undefined;
};
