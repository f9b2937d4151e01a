import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseBlobId } from '../../shared/ids/blob.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import {
  askBlobs,
  begin,
  codeIn,
  download,
  messageWith,
  newBlobId,
  type PartUrl,
  put,
  upload,
} from '../support/blob-client.ts';
import { type Member, makeGroup } from '../support/members.ts';
import { peopleOf } from './people.ts';
import { type Running, type RunOptions, run } from './running-server.ts';

const MB = 1024 * 1024;
const SOON = { timeout: 20_000 };
const as = (server: Running, { cookie }: Member) => ({ origin: server.local, cookie });

const scene = async (options: RunOptions = {}) => {
  const server = await run(options);
  const [alice, mallory] = await peopleOf(server, 'Alice', 'Mallory');
  return { server, alice, mallory, a: as(server, alice), m: as(server, mallory) };
};
const urlsOf = async (who: Parameters<typeof begin>[0], id: string, size: number): Promise<string[]> =>
  ((await begin(who, parseBlobId(id) ?? newBlobId(), size)).json.urls as PartUrl[]).map(({ url }) => url);

/** Sends a path as it is: `fetch` would take dots out of it. */
const rawRequest = (server: Running, method: string, path: string, cookie = ''): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port: server.port,
      method,
      path,
      headers: { cookie, origin: server.local },
    });
    sent.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });

it('BLOB-4 BLOB-6 wrong sizes are refused, and nothing of them counts', async () => {
  const { server, m } = await scene();
  const id = newBlobId();
  const [first = '', second = ''] = await urlsOf(m, id, MB + 10);
  for (const size of [0, 1, MB - 1, MB + 1]) expect((await put(m, first, randomBytes(size))).status).toBe(400);
  expect((await put(m, second, randomBytes(11))).status).toBe(400);
  // Without a length: more than was said, and less.
  for (const size of [9, 11, MB]) {
    const body = new ReadableStream({
      start: (stream) => {
        stream.enqueue(new Uint8Array(size));
        stream.close();
      },
    });
    const sent = await fetch(new URL(second, m.origin), { method: 'PUT', body, duplex: 'half' } as RequestInit);
    expect(sent.status).toBe(400);
  }
  expect((await askBlobs(m, 'GET', `/${id}/parts`)).json).toMatchObject({ parts: [] });
  expect(codeIn(await askBlobs(m, 'POST', `/${id}/complete`))).toBe('incomplete');
  expect(readdirSync(join(server.data, 'blobs', 'temporary'))).toEqual([]);
  expect((await put(m, first, randomBytes(MB))).status).toBe(200);
  expect(codeIn(await askBlobs(m, 'POST', `/${id}/complete`))).toBe('incomplete');
});

it('BLOB-4 parts 0, -1, 10,001, fractions, repeated and unordered ones get no URL', async () => {
  const { m } = await scene();
  const id = newBlobId();
  await begin(m, id, 3 * MB);
  const many = Array.from({ length: BLOB_LIMITS.urlsAtOnce + 1 }, (_, i) => i + 1);
  for (const parts of [[0], [-1], [10_001], [4], [1.5], [1, 1], [2, 1], ['1'], [], many, null, '1'])
    expect(codeIn(await askBlobs(m, 'POST', `/${id}/urls`, { parts }))).toBe('invalid');
  expect((await askBlobs(m, 'POST', `/${id}/urls`, { parts: [1, 3] })).status).toBe(200);
});

it('BLOB-1 BLOB-3 sizes and ids that are none begin nothing', async () => {
  const { m } = await scene({ config: { files: { largestMb: 1, quotaMb: 2, totalMb: 3, cleanup: 'on' } } });
  const largest = Number((await askBlobs(m, 'GET')).json.largest);
  for (const size of [0, -1, 1.5, Number.MAX_SAFE_INTEGER + 1, '10'])
    expect(codeIn(await askBlobs(m, 'POST', '', { id: newBlobId(), class: 'sealed', size }))).toBe('invalid');
  for (const id of ['', 'x', '../../secret', newBlobId().toUpperCase(), `${newBlobId()}/..`])
    expect(codeIn(await askBlobs(m, 'POST', '', { id, class: 'sealed', size: 1 }))).toBe('invalid');
  for (const more of [{ class: 'secret' }, { name: 'holiday.jpg' }, { class: undefined }])
    expect(codeIn(await askBlobs(m, 'POST', '', { id: newBlobId(), class: 'sealed', size: 1, ...more }))).toBe(
      'invalid',
    );
  expect(codeIn(await begin(m, newBlobId(), largest + 1))).toBe('too-large');
  expect((await begin(m, newBlobId(), largest)).status).toBe(201);
  expect(codeIn(await begin(m, newBlobId(), largest))).toBe('quota-full');
});

it('BLOB-3 unfinished uploads take room, so that nobody fills the disk with beginnings', async () => {
  const { m, a } = await scene({ config: { files: { largestMb: 1, quotaMb: 2, totalMb: 3, cleanup: 'on' } } });
  for (let i = 0; i < 2; i++) expect((await begin(m, newBlobId(), MB)).status).toBe(201);
  expect(codeIn(await begin(m, newBlobId(), 1))).toBe('quota-full');
  expect((await begin(a, newBlobId(), MB)).status).toBe(201);
  const full = await begin(a, newBlobId(), 1);
  expect(full.status).toBe(507);
  expect(full.json).toMatchObject({ error: { code: 'server-full', retry: true } });
});

it('BLOB-7 another’s upload can neither be read, written, completed nor taken over', async () => {
  const { a, m } = await scene();
  const id = newBlobId();
  const [url = ''] = await urlsOf(a, id, 10);
  const [other = ''] = await urlsOf(m, newBlobId(), 10);
  expect(codeIn(await begin(m, id, 10))).toBe('id-taken');
  // Mallory's signature for Alice's blob.
  const forged = new URL(url, m.origin);
  forged.search = new URL(other, m.origin).search;
  expect((await put(m, forged.href, randomBytes(10))).status).toBe(403);
  await upload(a, randomBytes(10), id);
  expect(codeIn(await begin(m, id, 10))).toBe('id-taken');
  expect(await download(m, id)).toBe('not-found');
});

it('BLOB-6 completing twice, also at once, makes one blob', async () => {
  const { a } = await scene();
  const id = newBlobId();
  const bytes = randomBytes(10);
  const [url = ''] = await urlsOf(a, id, 10);
  await put(a, url, bytes);
  const answers = await Promise.all(Array.from({ length: 5 }, () => askBlobs(a, 'POST', `/${id}/complete`)));
  for (const { status } of answers) expect(status).toBe(204);
  expect((await askBlobs(a, 'POST', `/${id}/complete`)).status).toBe(204);
  expect(codeIn(await askBlobs(a, 'POST', `/${id}/urls`, { parts: [1] }))).toBe('blob-complete');
  expect((await put(a, url, randomBytes(10))).status).toBe(404);
  expect(await download(a, id)).toEqual(new Uint8Array(bytes));
});

it('BLOB-2 beginning many times at once begins one upload', async () => {
  const { server, a } = await scene();
  const id = newBlobId();
  const answers = await Promise.all(Array.from({ length: 6 }, () => begin(a, id, 10)));
  for (const { status } of answers) expect(status).toBe(201);
  expect(readdirSync(join(server.data, 'blobs', 'uploads'))).toEqual([id]);
  expect((await askBlobs(a, 'GET')).json).toMatchObject({ used: 10 });
});

it('BLOB-11 a URL that has ended, was changed or is for something else gives and takes nothing', async () => {
  let ahead = 0;
  const { a } = await scene({ surroundings: { now: () => Date.now() + ahead } });
  const id = newBlobId();
  const [url = ''] = await urlsOf(a, id, 10);
  const absolute = new URL(url, a.origin);
  for (const [name, value] of [
    ['part', '2'],
    ['size', '11'],
    ['ends', '9999999999'],
    ['signature', 'A'.repeat(43)],
  ] as const) {
    const changed = new URL(absolute);
    changed.searchParams.set(name, value);
    expect((await put(a, changed.href, randomBytes(10))).status).toBe(403);
  }
  expect((await fetch(absolute)).status).toBe(403);
  await upload(a, randomBytes(10), id);
  const source = new URL(String((await askBlobs(a, 'GET', `/${id}`)).json.url), a.origin);
  expect((await put(a, source.href, randomBytes(10))).status).toBe(403);
  expect((await fetch(source)).status).toBe(200);
  ahead = (BLOB_LIMITS.urlSeconds + 1) * 1000;
  expect((await fetch(source)).status).toBe(403);
  expect((await put(a, absolute.href, randomBytes(10))).status).toBe(403);
});

it('BLOB-15 tricks with paths find nothing, and no file of the server', async () => {
  const { server, m, mallory } = await scene();
  const id = newBlobId();
  await begin(m, id, 10);
  const paths = [
    '/blobs/..%2Fsecret',
    '/blobs/%2e%2e%2fskerry.db',
    `/blobs/${id}%2F..%2F..%2Fsecret?ends=9999999999&signature=x`,
    `/blobs/${id}%00?ends=9999999999&signature=x`,
    '/blobs/x?ends=9999999999&signature=x',
    `/api/blobs/..%2F${id}`,
    `/api/blobs/${id}%2F..%2F..`,
    `/api/blobs/${id}%00/parts`,
    '/api/blobs/%2e%2e/urls',
  ];
  for (const path of paths)
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const status = await rawRequest(server, method, path, mallory.cookie);
      expect([403, 404], `${method} ${path}: ${status}`).toContain(status);
    }
  expect(existsSync(join(server.data, 'secret'))).toBe(true);
  expect(readdirSync(join(server.data, 'blobs')).sort()).toEqual(['complete', 'removed', 'temporary', 'uploads']);
  expect(readdirSync(join(server.data, 'blobs', 'uploads'))).toEqual([id]);
});

it('BLOB-10 a guessed id says nothing, whether it exists or not', async () => {
  const { a, m } = await scene();
  const id = await upload(a, randomBytes(10));
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/parts'],
    ['DELETE', ''],
    ['POST', '/complete'],
  ] as const)
    expect(await askBlobs(m, method, `/${id}${path}`)).toEqual(await askBlobs(m, method, `/${newBlobId()}${path}`));
  const signedOut = { origin: m.origin, cookie: '' };
  expect(codeIn(await askBlobs(signedOut, 'GET', `/${id}`))).toBe('signed-out');
  expect(codeIn(await begin(signedOut, newBlobId(), 1))).toBe('signed-out');
});

it('BLOB-11 what is sent down can run nowhere and is kept nowhere', async () => {
  const { a } = await scene();
  const id = await upload(a, Buffer.from('<script>alert(1)</script>'));
  const answer = await fetch(new URL(String((await askBlobs(a, 'GET', `/${id}`)).json.url), a.origin));
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'content-length': '25',
  });
});

it('BLOB-14 a blob that the store has lost is uploaded again by whoever may have it, and by nobody else', async () => {
  const { server, alice, mallory, a, m } = await scene();
  const [bob] = await peopleOf(server, 'Bob');
  const group = await makeGroup(alice, bob);
  const bytes = randomBytes(10);
  const id = await upload(a, bytes);
  expect(await (await alice.open(group.chapter)).push(messageWith(alice.writer(), [id]).update)).toBe('saved');
  rmSync(join(server.data, 'blobs', 'complete'), { recursive: true });
  expect(await download(as(server, bob), id)).toBe(404);
  expect(codeIn(await begin(m, id, 10))).toBe('id-taken');
  expect(mallory.number).toBeDefined();
  expect(codeIn(await begin(as(server, bob), id, 11))).toBe('id-taken');
  await upload(as(server, bob), bytes, id);
  expect(await download(a, id)).toEqual(new Uint8Array(bytes));
  expect((await askBlobs(as(server, bob), 'GET')).json).toMatchObject({ used: 10 });
  expect((await askBlobs(a, 'GET')).json).toMatchObject({ used: 0 });
});

it('BLOB-19 what the store holds and a restored database has forgotten is found by its id and size', async () => {
  const { server, a, m } = await scene();
  const bytes = randomBytes(10);
  const [known, kept] = [await upload(a, bytes), newBlobId()];
  // As if its row had never been written.
  const shelf = (id: string) => join(server.data, 'blobs', 'complete', id.slice(0, 2));
  mkdirSync(shelf(kept), { recursive: true });
  cpSync(join(shelf(known), known), join(shelf(kept), kept), { recursive: true });
  expect((await begin(a, kept, 10)).json).toEqual({ state: 'complete' });
  expect(await download(a, kept)).toEqual(new Uint8Array(bytes));
  // What the database knows is nobody else's.
  expect(codeIn(await begin(m, kept, 10))).toBe('id-taken');
});

it('BLOB-5 an upload that a crash left complete in the store alone is found complete', async () => {
  const { server, a } = await scene();
  const [first, second] = [newBlobId(), newBlobId()];
  const bytes = randomBytes(10);
  for (const id of [first, second]) {
    const [url = ''] = await urlsOf(a, id, 10);
    await put(a, url, bytes);
    const shelf = join(server.data, 'blobs', 'complete', id.slice(0, 2));
    mkdirSync(shelf, { recursive: true });
    renameSync(join(server.data, 'blobs', 'uploads', id), join(shelf, id));
  }
  expect((await askBlobs(a, 'POST', `/${first}/complete`)).status).toBe(204);
  expect((await begin(a, second, 10)).json).toEqual({ state: 'complete' });
  for (const id of [first, second]) expect(await download(a, id)).toEqual(new Uint8Array(bytes));
  // One that is nowhere begins anew.
  const lost = newBlobId();
  await begin(a, lost, 10);
  rmSync(join(server.data, 'blobs', 'uploads'), { recursive: true });
  mkdirSync(join(server.data, 'blobs', 'uploads'));
  await upload(a, bytes, lost);
  await expect.poll(() => download(a, lost), SOON).toEqual(new Uint8Array(bytes));
});

it('BLOB-10 of several blobs asked for together those are told that are theirs to fetch', async () => {
  const { a, m } = await scene();
  const [own, others, open, unfinished] = [
    await upload(m, randomBytes(10)),
    await upload(a, randomBytes(11)),
    await upload(a, randomBytes(12), undefined, 'public'),
    newBlobId(),
  ];
  await begin(m, unfinished, 10);
  const asked = { ids: [own, others, newBlobId(), open, unfinished, own] };
  const { json } = await askBlobs(m, 'POST', '/sources', asked);
  const sources = json.sources as { id: string; url: string; size: number }[];
  expect(sources.map(({ id, size }) => [id, size])).toEqual([
    [own, 10],
    [open, 12],
  ]);
  for (const { url, size } of sources)
    expect((await (await fetch(new URL(url, m.origin))).arrayBuffer()).byteLength).toBe(size);
  const many = Array.from({ length: BLOB_LIMITS.sourcesAtOnce + 1 }, newBlobId);
  for (const ids of [[], many, ['x'], null])
    expect(codeIn(await askBlobs(m, 'POST', '/sources', { ids }))).toBe('invalid');
});

it('BLOB-4 one account holds at most 16 parts open, and others go on', async () => {
  const { server, a, m } = await scene();
  const open: ReturnType<typeof request>[] = [];
  const statuses: number[] = [];
  for (let i = 0; i < 20; i++) {
    const [url = ''] = await urlsOf(m, newBlobId(), 100_000);
    const sent = request(new URL(url, m.origin), { method: 'PUT', headers: { 'content-length': 100_000 } });
    sent.on('error', () => {});
    sent.on('response', (answer) => statuses.push(answer.statusCode ?? 0));
    sent.write(new Uint8Array(1_000));
    open.push(sent);
  }
  const waiting = () => readdirSync(join(server.data, 'blobs', 'temporary')).length;
  await expect.poll(waiting, SOON).toBe(16);
  const bytes = randomBytes(100_000);
  expect(await download(a, await upload(a, bytes))).toEqual(new Uint8Array(bytes));
  for (const sent of open) sent.destroy();
  await expect.poll(waiting, SOON).toBe(0);
  expect(await download(m, await upload(m, bytes))).toEqual(new Uint8Array(bytes));
  for (const status of statuses) expect(status).toBe(429);
});

it('BLOB-9 BLOB-20 files of others in a message of one’s own give nobody anything', async () => {
  const server = await run({});
  const [alice, bob, mallory] = await peopleOf(server, 'Alice', 'Bob', 'Mallory');
  const [a, m] = [as(server, alice), as(server, mallory)];
  const bytes = randomBytes(100);
  const id = await upload(a, bytes);
  const unfinished = newBlobId();
  await begin(m, unfinished, 10);
  const group = await makeGroup(mallory, bob);
  const chapter = await mallory.open(group.chapter);
  const files = (blobs: readonly string[]) => ({
    kind: 'files' as const,
    files: blobs.map((blob) => ({ blob, key: 'A'.repeat(43), size: 84, name: 'a.bin', type: 'image/png' })),
  });
  const say = (body: readonly string[], header: readonly string[]) => {
    // What is refused must not be missing from what comes next.
    const writer = mallory.writer();
    const blobs = header.length === 0 ? {} : { blobs: header };
    return chapter.push(writer.set('messages', writer.id(), writer.envelope(files(body), blobs)));
  };
  // Named in the body alone, in the header alone, in both; and beside a blob of one's own.
  const own = await upload(m, randomBytes(100));
  expect(await say([id], [])).toBe('bad-value');
  expect(await say([id], [own])).toBe('bad-value');
  expect(await say([own], [own, id])).toBe('unknown-blob');
  expect(await say([id], [id])).toBe('unknown-blob');
  expect(await say([own, unfinished], [own, unfinished])).toBe('unknown-blob');
  expect(await say([own], [own])).toBe('saved');
  for (const who of [as(server, bob), m]) expect(await download(who, id)).toBe('not-found');
  expect(await download(a, id)).toEqual(new Uint8Array(bytes));
  // What a message refers to is not taken back by the route for uploads.
  expect(codeIn(await askBlobs(m, 'DELETE', `/${own}`))).toBe('blob-in-use');
  expect(codeIn(await askBlobs(m, 'DELETE', `/${id}`))).toBe('not-found');
});
