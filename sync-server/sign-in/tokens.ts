import { createHash, randomBytes } from 'node:crypto';

/** 128 random bits: nobody guesses them, and they fit into a small QR code. Kept as `tokenHash`. */
export const makeToken = (): string => randomBytes(16).toString('base64url');

/** What the server keeps of a token that it must know again: nobody who reads it can use it. */
export const tokenHash = (token: string): Uint8Array => createHash('sha256').update(token).digest();

const COOKIE = /(?:^|;\s*)(?:__Secure-)?skerry\.session_token=([^;]+)/;

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/**
 * The session token that a request carries, unchecked: by `Authorization: Bearer`, or in the cookie, there with its
 * signature behind a dot. Good for asking what became of a session, never for letting somebody in.
 */
export const sessionTokenOf = (headers: Headers): string | undefined => {
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  const [, cookie] = COOKIE.exec(headers.get('cookie') ?? '') ?? [];
  const text = bearer ?? cookie;
  const token = text === undefined ? undefined : decode(text)?.split('.')[0];
  return token === '' ? undefined : token;
};
