import { fail, type Result, succeed } from '../result.ts';

/**
 * Files as everybody but their readers sees them; `docs/sealed-files.md` is the format. Chunks of 64 KiB, each sealed by
 * AES-256-GCM for its place in a file of this size, so that any of them can be opened alone.
 */

/** Plain bytes of a chunk; the last may be shorter. */
export const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

const CONTEXT = new TextEncoder().encode('skerry file 1');

/** An empty file has one empty chunk: its key is proven, too. */
const chunksIn = (size: number): number => Math.max(1, Math.ceil(size / CHUNK_BYTES));

/** How many bytes a file of `size` bytes has when it is sealed. */
export const sealedSize = (size: number): number => size + chunksIn(size) * TAG_BYTES;

/** @param raw 32 random bytes, never used for another file */
export const importFileKey = (raw: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(raw), 'AES-GCM', false, ['encrypt', 'decrypt']);

/** The size is in every chunk: a file that was cut or lengthened opens nowhere. */
const algorithmOf = (size: number, chunk: number): AesGcmParams => {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(8, chunk);
  const additionalData = new Uint8Array(CONTEXT.length + 8);
  additionalData.set(CONTEXT);
  new DataView(additionalData.buffer).setBigUint64(CONTEXT.length, BigInt(size));
  return { name: 'AES-GCM', iv, additionalData };
};

const joined = (parts: readonly ArrayBuffer[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return all;
};

/** The bytes in slices of `length`, at least one. */
const slices = (bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer>[] =>
  Array.from({ length: Math.max(1, Math.ceil(bytes.byteLength / length)) }, (_, i) =>
    bytes.subarray(i * length, (i + 1) * length),
  );

/**
 * Seals a run of whole chunks.
 *
 * @param size of the whole file, bytes
 * @param from where in it `bytes` begin: a multiple of `CHUNK_BYTES`
 * @param bytes whole chunks, but for the last of the file
 */
export const sealChunks = async (
  key: CryptoKey,
  size: number,
  from: number,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> => {
  const end = from + bytes.byteLength;
  if (from % CHUNK_BYTES !== 0 || end > size || (end < size && bytes.byteLength % CHUNK_BYTES !== 0))
    throw new RangeError('Only whole chunks of a file are sealed.');
  const first = from / CHUNK_BYTES;
  return joined(
    await Promise.all(
      slices(bytes, CHUNK_BYTES).map((chunk, i) => crypto.subtle.encrypt(algorithmOf(size, first + i), key, chunk)),
    ),
  );
};

/** Which sealed bytes hold a range of a file, and how many of the opened ones stand before it. `to` is exclusive. */
export const sealedRange = (
  size: number,
  from: number,
  to: number,
): { readonly from: number; readonly to: number; readonly skip: number } => {
  const first = Math.floor(from / CHUNK_BYTES);
  const after = Math.max(first + 1, Math.ceil(to / CHUNK_BYTES));
  return {
    from: first * SEALED_CHUNK_BYTES,
    to: Math.min(after * SEALED_CHUNK_BYTES, sealedSize(size)),
    skip: from - first * CHUNK_BYTES,
  };
};

/**
 * Opens a run of whole sealed chunks; `damaged` when any of them is not what was sealed for this place and size.
 *
 * @param from where in the sealed file `bytes` begin, as `sealedRange` says
 */
export const openChunks = async (
  key: CryptoKey,
  size: number,
  from: number,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Result<Uint8Array<ArrayBuffer>, 'damaged'>> => {
  const first = from / SEALED_CHUNK_BYTES;
  const chunks = slices(bytes, SEALED_CHUNK_BYTES);
  const isWhole = (chunk: Uint8Array, i: number): boolean => {
    const begins = (first + i) * CHUNK_BYTES;
    return chunk.byteLength === Math.min(CHUNK_BYTES, size - begins) + TAG_BYTES;
  };
  if (!Number.isInteger(first) || first + chunks.length > chunksIn(size) || !chunks.every(isWhole))
    return fail('damaged');
  try {
    const opened = await Promise.all(
      chunks.map((chunk, i) => crypto.subtle.decrypt(algorithmOf(size, first + i), key, chunk)),
    );
    return succeed(joined(opened));
  } catch {
    return fail('damaged');
  }
};
