import { createHash } from 'node:crypto';

/** What the server keeps of a token that it must know again: nobody who reads it can use it. */
export const tokenHash = (token: string): Uint8Array => createHash('sha256').update(token).digest();
