import { createECDH, createHmac } from 'node:crypto';

/** The pair of keys by which push services know this server (RFC 8292), base64url. */
export interface VapidKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * Made from the server's secret, so that it comes with the first start, with every backup, and on every instance.
 * Another secret makes another key, which devices notice.
 * @param seed derived for this purpose only
 */
export const makeVapidKey = (seed: Uint8Array): VapidKey => {
  for (let count = 0; ; count++) {
    const ecdh = createECDH('prime256v1');
    try {
      const scalar = createHmac('sha256', seed).update(`vapid ${count}`).digest();
      ecdh.setPrivateKey(scalar);
      return { publicKey: ecdh.getPublicKey('base64url'), privateKey: scalar.toString('base64url') };
    } catch {
      // Once in 2^32 a number is none of the curve's.
    }
  }
};
