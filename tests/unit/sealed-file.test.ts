import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  CHUNK_BYTES,
  importFileKey,
  openChunks,
  sealChunks,
  sealedRange,
  sealedSize,
} from '../../shared/files/sealed-file.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);
const key = await importFileKey(KEY);

/** Bytes that differ from chunk to chunk. */
const fileOf = (size: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 255);
const seal = (file: Uint8Array<ArrayBuffer>) => sealChunks(key, file.byteLength, 0, file);

/** Sizes around the edges of chunks, where mistakes are. */
const sizes = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -2, max: 2 }))
  .map(([chunks, off]) => Math.max(0, chunks * CHUNK_BYTES + off));

it.each([
  [0, 'e81c7ad2c893f92ce62a8cfa1182eff5078f02d487ddfd849259a9e15779e3a6'],
  [1, 'eacb65737a7fac3105f1ffbe6581db33028ecf8dbd6cfa4b9d6f76aa46814264'],
  [CHUNK_BYTES, 'fe67240b8b238f72af90f5dc251ee3868bda82c98b086c8446dd10b125d645bd'],
  [CHUNK_BYTES + 1, 'cd8e55b1f2fec0e76095ed8e889eb6167a3cc4cdd295672fd109d7cf335c0380'],
  [3 * CHUNK_BYTES - 7, '186ab3e422f00919970337ec6911505091e41d1539acc7e78ff8cfe2b63491b3'],
])('FILE-1 the format of a file of %i bytes does not change', async (size, digest) => {
  const sealed = await seal(fileOf(size));
  expect(sealed.byteLength).toBe(sealedSize(size));
  expect(createHash('sha256').update(sealed).digest('hex')).toBe(digest);
});

it('FILE-2 any range of a file opens from the chunks that hold it alone', () =>
  fc.assert(
    fc.asyncProperty(
      sizes,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (size, a, b) => {
        const file = fileOf(size);
        const [from, to] = [Math.floor(a * size), Math.floor(b * size)].sort((x, y) => x - y) as [number, number];
        const range = sealedRange(size, from, to);
        const opened = await openChunks(key, size, range.from, (await seal(file)).slice(range.from, range.to));
        expect(opened.ok && opened.value.subarray(range.skip, range.skip + to - from)).toEqual(file.subarray(from, to));
        expect(range.to - range.from).toBeLessThan(to - from + 2 * (CHUNK_BYTES + 16) + 64);
      },
    ),
    { numRuns: 60 },
  ));

it('FILE-2 parts sealed apart are the file sealed at once', async () => {
  const file = fileOf(2 * CHUNK_BYTES + 5);
  const parts = [
    await sealChunks(key, file.byteLength, 0, file.subarray(0, CHUNK_BYTES)),
    await sealChunks(key, file.byteLength, CHUNK_BYTES, file.subarray(CHUNK_BYTES)),
  ];
  expect(Buffer.concat(parts)).toEqual(Buffer.from(await seal(file)));
  await expect(sealChunks(key, file.byteLength, 5, file.subarray(5))).rejects.toThrow(RangeError);
  await expect(sealChunks(key, file.byteLength, 0, file.subarray(0, 70_000))).rejects.toThrow(RangeError);
});

it('FILE-3 a file that was changed, cut, lengthened or reordered, or another key or size, opens nowhere', () =>
  fc.assert(
    fc.asyncProperty(
      sizes,
      fc.constantFrom('bit', 'cut', 'longer', 'swap', 'key', 'size', 'moved' as const),
      fc.nat(),
      async (size, how, at) => {
        const sealed = await seal(fileOf(size));
        const open = (bytes: Uint8Array<ArrayBuffer>, length = size, by = key, from = 0) =>
          openChunks(by, length, from, bytes);
        const chunk = CHUNK_BYTES + 16;
        const damaged = async (): Promise<unknown> => {
          if (how === 'bit') {
            sealed[at % sealed.byteLength] = (sealed[at % sealed.byteLength] ?? 0) ^ (1 << (at & 7));
            return await open(sealed);
          }
          if (how === 'cut') return await open(sealed.slice(0, at % sealed.byteLength));
          if (how === 'longer') return await open(new Uint8Array([...sealed, at & 255]));
          if (how === 'key') return await open(sealed, size, await importFileKey(KEY.map((byte) => byte ^ 1)));
          if (how === 'size') return await open(sealed, size + 1 + (at % 9));
          if (how === 'moved') return await open(sealed, size, key, chunk);
          if (sealed.byteLength < 2 * chunk) return { ok: false, error: 'damaged' };
          return await open(
            new Uint8Array([...sealed.slice(chunk, 2 * chunk), ...sealed.slice(0, chunk), ...sealed.slice(2 * chunk)]),
          );
        };
        const result = await damaged();
        // A cut between chunks is what a range is: what is left opens, and whoever wants more finds nothing.
        if (
          how === 'cut' &&
          sealed.byteLength > chunk &&
          (at % sealed.byteLength) % chunk === 0 &&
          at % sealed.byteLength > 0
        )
          return;
        expect(result).toEqual({ ok: false, error: 'damaged' });
      },
    ),
    { numRuns: 150 },
  ));
