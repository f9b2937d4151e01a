import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { FileBody, SealedFile } from '../../shared/envelope/file-body.ts';
import { CHUNK_BYTES, importFileKey, sealChunks } from '../../shared/files/sealed-file.ts';
import { type Asker, newBlobId, upload } from './blob-client.ts';

/** Seals bytes with a new key, as one run. */
export const sealAll = async (
  bytes: Uint8Array,
): Promise<{ readonly key: string; readonly sealed: Uint8Array<ArrayBuffer> }> => {
  const raw = randomBytes(32);
  const sealed = await sealChunks(await importFileKey(raw), bytes.byteLength, 0, new Uint8Array(bytes));
  return { key: raw.toString('base64url'), sealed };
};

/** What an attacker changes between sealing and sending. */
export type Spoil = (sealed: Uint8Array<ArrayBuffer>) => Uint8Array;

/** Seals and uploads as a device does. */
export const uploadSealed = async (
  who: Asker,
  bytes: Uint8Array,
  spoil: Spoil = (sealed) => sealed,
): Promise<SealedFile> => {
  const { key, sealed } = await sealAll(bytes);
  const blob = await upload(who, spoil(sealed), newBlobId());
  return { blob, key, size: bytes.byteLength };
};

/** A file for a message; `about` says of it whatever its author likes. */
export const uploadFile = async (
  who: Asker,
  bytes: Uint8Array,
  about: Pick<FileBody, 'name' | 'type'> & Partial<FileBody>,
  spoil?: Spoil,
): Promise<FileBody> => ({ ...(await uploadSealed(who, bytes, spoil)), ...about });

/** The first two chunks of a sealed file, each in the place of the other. */
export const swapChunks: Spoil = (sealed) => {
  const length = CHUNK_BYTES + 16;
  const swapped = new Uint8Array(sealed);
  swapped.set(sealed.subarray(length, 2 * length), 0);
  swapped.set(sealed.subarray(0, length), length);
  return swapped;
};

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes: Uint8Array): number => {
  let c = 0xffffffff;
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};
const pngChunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

/** A PNG of a sky over a sea; `said`: the size in its header, when that is another one. */
export const makePng = (
  width: number,
  height: number,
  said: { readonly width: number; readonly height: number } = { width, height },
): Uint8Array => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(said.width, 0);
  header.writeUInt32BE(said.height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      const isSky = y < height * 0.55;
      const wave = Math.round(12 * Math.sin(x / 17 + y / 5));
      rows.set(isSky ? [170 + wave / 4, 205, 225 - (y * 40) / height] : [50 + wave, 105 + wave, 115], at);
    }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', new Uint8Array(0)),
  ]);
};

/** A quiet tone, as every browser plays it. */
export const makeWav = (seconds: number, rate = 8_000): Uint8Array => {
  const count = Math.round(seconds * rate);
  const wav = Buffer.alloc(44 + count * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + count * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i++) wav.writeInt16LE(Math.round(800 * Math.sin(i / 5)), 44 + i * 2);
  return wav;
};
