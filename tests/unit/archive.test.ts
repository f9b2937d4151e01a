import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { type ArchiveHead, HEAD_NAME } from '../../sync-server/program/archive/archive-format.ts';
import { ArchiveError, readArchive } from '../../sync-server/program/archive/read-archive.ts';
import { BLOCK, decodeHeader, encodeHeader } from '../../sync-server/program/archive/tar-header.ts';
import { writeArchive } from '../../sync-server/program/archive/write-archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'skerry-archive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD: ArchiveHead = {
  format: 1,
  version: '1.2.3',
  schema: 16,
  madeAt: '2026-01-01T00:00:00.000Z',
  files: { in: 'archive' },
};
const write = async (path: string, files: readonly Uint8Array[]): Promise<void> => {
  const head = Buffer.from(JSON.stringify(HEAD));
  await writeArchive(path, 0, async ({ add }) => {
    await add(HEAD_NAME, head.byteLength, [head]);
    for (const [i, bytes] of files.entries()) await add(`file ${i}`, bytes.byteLength, [bytes]);
    return { files: files.length, fileBytes: 0 };
  });
};
const read = async (path: string): Promise<Uint8Array[]> => {
  const files: Uint8Array[] = [];
  await readArchive(path, async () => {
    const at = files.push(new Uint8Array()) - 1;
    return async (chunk) => {
      files[at] = Buffer.concat([files[at] ?? new Uint8Array(), chunk]);
    };
  });
  return files;
};

it('OPS-1 what is written into an archive is read from it, and no changed or cut one is', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 5 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (files, place, change) => {
        const path = join(folder, `${run++}.tar`);
        await write(path, files);
        expect((await read(path)).map((bytes) => [...bytes])).toEqual(files.map((bytes) => [...bytes]));
        const good = readFileSync(path);
        const at = place % good.length;
        writeFileSync(path, good.subarray(0, at));
        await expect(read(path)).rejects.toThrow(ArchiveError);
        const changed = Buffer.from(good);
        changed[at] = (changed[at] ?? 0) ^ change;
        writeFileSync(path, changed);
        // Only the counts in the last entry may change.
        const readBack = await read(path).catch((error: unknown) => error);
        if (readBack instanceof Error) expect(readBack).toBeInstanceOf(ArchiveError);
        else expect(readBack).toEqual(files.map((bytes) => Buffer.from(bytes)));
      },
    ),
    { numRuns: 60 },
  );
});

it('OPS-1 headers hold sizes beyond what tar once could, and anything else is no header', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.stringMatching(/^[a-z0-9/.]{1,100}$/), (size, name) => {
      expect(decodeHeader(encodeHeader({ name, size }, 1_000))).toEqual({ name, size });
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ minLength: BLOCK, maxLength: BLOCK }), (bytes) => void decodeHeader(bytes)));
  expect(decodeHeader(new Uint8Array(BLOCK))).toBe('end');
  expect(() => encodeHeader({ name: 'ä', size: 1 }, 0)).toThrow();
});

it('OPS-1 an archive that could not be written whole leaves nothing', async () => {
  const path = join(folder, 'torn.tar');
  await expect(
    writeArchive(path, 0, async ({ add }) => {
      await add('file', 10, [new Uint8Array(9)]);
      return { files: 1, fileBytes: 10 };
    }),
  ).rejects.toThrow('changed its size');
  for (const name of [path, `${path}.part`]) expect(() => readFileSync(name)).toThrow('ENOENT');
});
