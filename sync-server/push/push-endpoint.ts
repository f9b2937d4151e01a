import { isIP, type LookupFunction } from 'node:net';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { isPublicAddress } from '../public-internet/public-address.ts';
import { resolveName } from '../public-internet/resolve-name.ts';

class PrivateAddressError extends Error {
  constructor() {
    super('The name leads to no address of the public internet.');
    this.name = 'PrivateAddressError';
  }
}

/** Looks a name up when the connection is made; fails when it has no address, or one that is not public. */
export const createPublicLookup =
  (resolve = resolveName): LookupFunction =>
  (host, options, callback) => {
    resolve(host).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(isPublicAddress)) return callback(new PrivateAddressError(), '', 0);
        if (options.all !== true) return callback(null, first, isIP(first));
        return callback(
          null,
          found.map((address) => ({ address, family: isIP(address) })),
        );
      },
      (error: Error) => callback(error, '', 0),
    );
  };

/**
 * The address of a push service as it may be stored: https, without a name or password in it, of no address that is
 * spelled out and not public. Undefined: none. What its name leads to is checked at each connection.
 * @param trusted origins that are taken as they are
 */
export const parseEndpoint = (text: string, trusted: readonly string[] = []): URL | undefined => {
  if (text.length > LIMITS.pushEndpointCharacters || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  if (trusted.includes(url.origin)) return url;
  if (url.protocol !== 'https:') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublicAddress(host) ? url : undefined;
  // A name without a dot, or of this machine, leads into the server's own network.
  return host.includes('.') && !/(^|\.)(localhost|local|internal|lan|home\.arpa)\.?$/.test(host) ? url : undefined;
};
