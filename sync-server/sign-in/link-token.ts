import { randomBytes } from 'node:crypto';

/** 128 random bits: nobody guesses them, and they fit into a small QR code. Kept as `tokenHash`. */
export const makeToken = (): string => randomBytes(16).toString('base64url');
