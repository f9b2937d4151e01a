import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FileAnswer } from '../../client/files/file-answer.ts';
import { filePath, parseFilePath } from '../../client/files/file-path.ts';
import { type KeptFile, PART_BYTES, partsIn } from '../../client/files/file-store.ts';
import type { BlobSource } from '../../client/files/worker/blob-source.ts';
import { FileFailure } from '../../client/files/worker/file-failure.ts';
import { responseHeaders } from '../../client/files/worker/response-headers.ts';
import { createFileServer } from '../../client/files/worker/serve-file.ts';
import { sealedSize } from '../../shared/files/sealed-file.ts';
import { makePng, type Spoil, sealAll, swapChunks } from '../support/sealed-upload.ts';

const BLOB = 'a'.repeat(26);
const USER = 'alice';

/** A device that has only keys, and a server that has `bytes`. */
const world = async (bytes: Uint8Array, spoil: Spoil = (sealed) => sealed) => {
  const { key, sealed } = await sealAll(bytes);
  const there = spoil(sealed);
  const files = new Map<string, KeptFile>();
  const parts = new Map<string, Blob>();
  const asked: (readonly [number, number])[] = [];
  let isOnline = true;
  let isGone = false;
  files.set(BLOB, {
    blob: BLOB,
    key,
    size: bytes.byteLength,
    name: 'x',
    type: '',
    usedAt: 0,
    whole: false,
    safe: true,
  });
  const source: BlobSource = {
    read: async function* (_blob, size, from, to) {
      asked.push([from, to]);
      if (isGone) throw new FileFailure('gone');
      if (!isOnline) throw new FileFailure('unreachable');
      if (there.byteLength !== size) throw new FileFailure('damaged');
      // In pieces of odd lengths, as networks bring them.
      for (let at = from; at < to; at += 50_001) yield new Uint8Array(there.subarray(at, Math.min(to, at + 50_001)));
    },
  };
  const serve = createFileServer({
    openStore: async (userId) =>
      userId !== USER
        ? undefined
        : {
            get: async (blob) => files.get(blob),
            put: async (all) => {
              for (const file of all) files.set(file.blob, file);
              return true;
            },
            part: async (blob, part) => parts.get(`${blob}/${part}`),
            putPart: async (blob, part, blobBytes) => {
              parts.set(`${blob}/${part}`, blobBytes);
              return true;
            },
            sealed: async ({ blob, size }) => {
              const all = new Blob(Array.from({ length: partsIn(size) }, (_, i) => parts.get(`${blob}/${i}`) ?? ''));
              return all.size === sealedSize(size) ? all : undefined;
            },
          },
    source,
    now: () => 1_000,
  });
  const path = filePath({ userId: USER, blob: BLOB, name: 'pier.png' });
  const get = (query = '', range: string | null = null, mode = 'no-cors', method = 'GET') =>
    serve({ url: `https://skerry.example${path}${query}`, method, mode, range });
  return {
    serve,
    get,
    about: async (query = '?about'): Promise<FileAnswer> => (await get(query)).json(),
    files,
    parts,
    asked,
    goOffline: () => {
      isOnline = false;
    },
    forget: () => {
      isGone = true;
    },
  };
};

const bytesOf = async (answer: Response): Promise<Uint8Array> => new Uint8Array(await answer.arrayBuffer());

it('MEDIA-30 what came whole opens without a connection; a part of it comes by range', async () => {
  const png = makePng(300, 200);
  const { about, get, goOffline, files, asked } = await world(png);
  expect(await about('?about=whole')).toEqual({ state: 'ready', type: 'image/png', width: 300, height: 200 });
  expect(files.get(BLOB)).toMatchObject({ whole: true, safe: true, type: 'image/png' });
  goOffline();
  const times = asked.length;
  const whole = await get();
  expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(Buffer.compare(await bytesOf(whole), png)).toBe(0);
  const some = await get('', 'bytes=10-19');
  expect([some.status, some.headers.get('content-range')]).toEqual([206, `bytes 10-19/${png.length}`]);
  expect(Buffer.compare(await bytesOf(some), png.subarray(10, 20))).toBe(0);
  expect((await get('', `bytes=${png.length}-`)).status).toBe(416);
  expect(asked).toHaveLength(times);
});

it('MEDIA-33 any range of a file of several parts is what it was, and only the chunks of it are asked for', async () => {
  const bytes = new Uint8Array(randomBytes(PART_BYTES + 3 * 65_536 + 77));
  const { get, files, asked } = await world(bytes);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(300_000), async (first, length) => {
      const last = Math.min(bytes.length - 1, first + length);
      const answer = await get('', `bytes=${first}-${last}`);
      expect(Buffer.compare(await bytesOf(answer), bytes.subarray(first, last + 1))).toBe(0);
    }),
    { numRuns: 20 },
  );
  for (const [from, to] of asked) expect(to - from).toBeLessThanOrEqual(300_000 + 3 * 65_552);
  // Near the end and then all of it: parts are kept as they come whole.
  expect(Buffer.compare(await bytesOf(await get()), bytes)).toBe(0);
  expect(files.get(BLOB)?.whole).toBe(true);
});

it('MEDIA-33 who stops reading stops the loading', async () => {
  const bytes = new Uint8Array(2 * PART_BYTES);
  const { get, parts } = await world(bytes);
  const answer = await get();
  const reader = answer.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  await reader?.cancel();
  expect(parts.size).toBe(0);
});

it('MEDIA-34 damaged, unreachable, gone and unknown are four answers, and nothing of a damaged file is given or kept', async () => {
  const bytes = new Uint8Array(randomBytes(200_000));
  const spoils: readonly Spoil[] = [
    swapChunks,
    (sealed) => sealed.subarray(0, sealed.length - 16),
    (sealed) => sealed.map((byte, i) => (i === 150_000 ? byte ^ 1 : byte)),
    (sealed) => Uint8Array.from([...sealed, 0]),
  ];
  for (const spoil of spoils) {
    const { about, get, parts, files } = await world(bytes, spoil);
    expect(await about('?about=whole')).toEqual({ state: 'damaged' });
    const answer = await get();
    // A failure further on ends the stream.
    if (answer.status === 200) await expect(answer.arrayBuffer()).rejects.toThrow();
    else expect(answer.status).toBe(422);
    expect([parts.size, files.get(BLOB)?.whole]).toEqual([0, false]);
  }

  const wrongKey = await world(bytes);
  const known = wrongKey.files.get(BLOB);
  if (known !== undefined) wrongKey.files.set(BLOB, { ...known, key: randomBytes(32).toString('base64url') });
  expect(await wrongKey.about()).toEqual({ state: 'damaged' });
  expect(wrongKey.files.get(BLOB)?.type).toBe('');

  const offline = await world(bytes);
  offline.goOffline();
  expect([await offline.about(), (await offline.get()).status]).toEqual([{ state: 'unreachable' }, 503]);
  const gone = await world(bytes);
  gone.forget();
  expect([await gone.about(), (await gone.get()).status]).toEqual([{ state: 'gone' }, 410]);
  const unknown = await world(bytes);
  unknown.files.clear();
  expect([await unknown.about(), (await unknown.get()).status]).toEqual([{ state: 'unknown' }, 404]);
});

it('MEDIA-31 only sniffed pictures, recordings and videos are shown; all else is saved, under its name, and runs nowhere', async () => {
  const html = await world(new TextEncoder().encode('<html><script>alert(1)</script>'));
  const page = await html.get();
  expect(page.headers.get('content-type')).toBe('application/octet-stream');
  expect(page.headers.get('content-disposition')).toMatch(/^attachment;/);
  expect(page.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  // As a page of this origin nothing is opened.
  const png = await world(makePng(2, 2));
  expect((await png.get('', null, 'navigate')).status).toBe(404);
  expect((await png.get('', null, 'no-cors', 'POST')).status).toBe(405);
  const saved = await png.get('?download', null, 'navigate');
  expect([saved.status, saved.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);

  const name = 'Ünïcode "quoted"\\ ’n (1).png';
  const headers = responseHeaders({ type: 'image/png', name, size: 3 }, undefined, true);
  const disposition = headers['Content-Disposition'] ?? '';
  expect(disposition).toMatch(/^[\x20-\x7e]+$/);
  const [, extended = ''] = /filename\*=UTF-8''(\S+)$/.exec(disposition) ?? [];
  expect(decodeURIComponent(extended)).toBe(name);
});

it('MEDIA-30 an empty file opens, and an address that is none finds nothing', async () => {
  const empty = await world(new Uint8Array(0));
  expect(await empty.about()).toEqual({ state: 'ready', type: 'application/octet-stream' });
  expect((await bytesOf(await empty.get())).byteLength).toBe(0);
  const of = (path: string) =>
    empty.serve({ url: `https://skerry.example${path}`, method: 'GET', mode: 'no-cors', range: null });
  for (const path of [`/files/bob/${BLOB}/x`, `/files/${USER}/../x`, '/files/', `/files/${USER}/${BLOB}/%E0%A4%A`])
    expect((await of(path)).status).toBe(404);
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'grapheme' }), (userId, name) => {
      expect(parseFilePath(filePath({ userId, blob: BLOB, name }))).toEqual({ userId, blob: BLOB, name });
    }),
  );
});
