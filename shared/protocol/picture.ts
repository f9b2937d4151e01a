/** Small pictures of people and groups: named by the SHA-256 of their bytes, so that a name never shows another picture. */

/** Bytes: 256 × 256 pixels as WebP are 5 to 20 KB. */
export const PICTURE_BYTES = 32 * 1024;
/** Pixels of each side, as devices make them. */
export const PICTURE_SIDE = 256;

export type PictureType = 'image/webp' | 'image/jpeg' | 'image/png';

export const PICTURE_HASH = /^[0-9a-f]{64}$/;
export const isPictureHash = (value: unknown): value is string => typeof value === 'string' && PICTURE_HASH.test(value);

/** Where a picture is fetched from. */
export const picturePath = (hash: string): string => `/api/pictures/${hash}`;

const beginsWith = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  signature.every((byte, i) => bytes[at + i] === byte);

/** By its first bytes, whatever it is said to be; undefined for anything else. */
export const pictureTypeOf = (bytes: Uint8Array): PictureType | undefined => {
  if (beginsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (beginsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  // "RIFF", four bytes of length, "WEBP".
  if (beginsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && beginsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8))
    return 'image/webp';
  return undefined;
};
