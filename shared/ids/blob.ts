import type { Brand } from './account.ts';

/** 128 random bits made on the device, as 26 letters that every file system keeps apart. */
export type BlobId = Brand<string, 'BlobId'>;

const ID = /^[a-z2-7]{26}$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BITS = 5;

/** @param random 16 bytes that nobody can guess (`crypto.getRandomValues`) */
export const makeBlobId = (random: Uint8Array): BlobId => {
  let id = '';
  let pending = 0;
  let bits = 0;
  for (const byte of random) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= BITS; bits -= BITS) id += BASE32[(pending >>> (bits - BITS)) & 31];
    pending &= (1 << bits) - 1;
  }
  // The last letter carries three bits.
  return `${id}${BASE32[(pending << (BITS - bits)) & 31]}` as BlobId;
};

export const parseBlobId = (text: string): BlobId | undefined => (ID.test(text) ? (text as BlobId) : undefined);
