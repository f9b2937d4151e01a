import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LIMITS } from '../../shared/protocol/limits.ts';
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
import { peopleOf, send } from './people.ts';
import { type Running, run } from './running-server.ts';

const MB = 1024 * 1024;
const SOON = { timeout: 20_000 };
const as = (server: Running, { cookie }: Member) => ({ origin: server.local, cookie });
const stored = ({ data }: Running): string[] =>
  readdirSync(join(data, 'blobs', 'complete'), { recursive: true })
    .map(String)
    .filter((name) => /\d{5}$/.test(name));

const scene = async () => {
  const server = await run();
  const [alice, bob, mallory] = await peopleOf(server, 'Alice', 'Bob', 'Mallory');
  const group = await makeGroup(alice, bob);
  const say = async (who: Member, blobs: readonly string[], chapter = group.chapter) => {
    const writer = who.writer();
    const { id, update } = messageWith(writer, blobs);
    return { id, writer, outcome: await (await who.open(chapter)).push(update) };
  };
  return { server, alice, bob, mallory, group, say, a: as(server, alice), b: as(server, bob), m: as(server, mallory) };
};

it('BLOB-4 BLOB-6 BLOB-11 a file goes up in parts, is referred to by a message, and comes down whole and by range', async () => {
  const { a, b, alice, say } = await scene();
  const bytes = randomBytes(2 * MB + 5);
  const id = await upload(a, bytes);
  expect((await say(alice, [id])).outcome).toBe('saved');
  expect(await download(b, id)).toEqual(new Uint8Array(bytes));
  expect(await download(b, id, `bytes=${MB - 3}-${MB + 2}`)).toEqual(new Uint8Array(bytes.subarray(MB - 3, MB + 3)));
  expect(await download(b, id, 'bytes=-4')).toEqual(new Uint8Array(bytes.subarray(-4)));
  expect(await download(b, id, `bytes=${2 * MB + 5}-`)).toBe(416);
});

it('BLOB-10 others than the members of a conversation that refers to it get no blob, and learn nothing of it', async () => {
  const { server, a, b, m, alice, bob, mallory, say, group } = await scene();
  const id = await upload(a, randomBytes(10));
  for (const who of [b, m]) expect(await download(who, id)).toBe('not-found');
  expect(await download(a, id)).toHaveLength(10);
  await say(alice, [id]);
  expect(await download(b, id)).toHaveLength(10);
  for (const path of ['', '/parts'])
    expect(await askBlobs(m, 'GET', `/${id}${path}`)).toEqual(await askBlobs(m, 'GET', `/${newBlobId()}${path}`));
  expect(mallory.number).toBeGreaterThan(bob.number);
  const removed = await fetch(`${server.local}/api/conversations/${group.id}/members/${bob.userId}`, {
    method: 'DELETE',
    headers: { cookie: alice.cookie, origin: server.local },
  });
  expect(removed.ok).toBe(true);
  expect(await download(b, id)).toBe('not-found');
});

it('BLOB-10 a blob of the class public is for everybody signed in', async () => {
  const { a, m } = await scene();
  const id = await upload(a, randomBytes(10), undefined, 'public');
  expect(await download(m, id)).toHaveLength(10);
});

it('BLOB-10 who sees history from joining sees no blob of earlier chapters', async () => {
  const { server, a, m, alice, mallory, group, say } = await scene();
  const conversation = await alice.open(group.conversation);
  expect(await conversation.push(alice.writer().set('settings', 'history', 'joining'))).toBe('saved');
  const id = await upload(a, randomBytes(10));
  await say(alice, [id]);
  const added = await send(server, alice, 'POST', `/api/conversations/${group.id}/members`, { userId: mallory.userId });
  expect(added).toBeLessThan(300);
  expect(await download(m, id)).toBe('not-found');
  const next = group.chapter.replace(/0$/, '1');
  expect((await say(alice, [id], next)).outcome).toBe('saved');
  expect(await download(m, id)).toHaveLength(10);
});

it('BLOB-9 a message is taken when its blobs are complete and its author may refer to them', async () => {
  const { a, b, m, alice, bob, mallory, group, say } = await scene();
  const id = newBlobId();
  expect((await say(alice, [id])).outcome).toBe('unknown-blob');
  await begin(a, id, 10);
  expect((await say(alice, [id])).outcome).toBe('unknown-blob');
  await upload(a, randomBytes(10), id);
  expect((await say(bob, [id])).outcome).toBe('unknown-blob');
  expect((await say(alice, [id])).outcome).toBe('saved');
  // Forwarding: to a group of theirs, by whoever sees it.
  const other = await makeGroup(bob, mallory);
  expect((await say(mallory, [id], other.chapter)).outcome).toBe('unknown-blob');
  expect((await say(bob, [id], other.chapter)).outcome).toBe('saved');
  expect(await download(m, id)).toHaveLength(10);
  expect(group.id).not.toBe(other.id);
  expect(await download(b, id)).toHaveLength(10);
});

it('BLOB-12 a blob goes from the store when nothing refers to it; a forward keeps it', async () => {
  const { server, a, b, alice, bob, mallory, group, say } = await scene();
  const id = await upload(a, randomBytes(10));
  const first = await say(alice, [id]);
  const other = await makeGroup(bob, mallory);
  const second = await say(bob, [id], other.chapter);
  const remove = async (who: Member, chapter: string, { id: message, writer }: typeof first) =>
    expect(await (await who.open(chapter)).push(writer.remove(message, who.number))).toBe('saved');
  await remove(alice, group.chapter, first);
  await expect.poll(() => download(b, id), SOON).toHaveLength(10);
  await remove(bob, other.chapter, second);
  expect(await download(b, id)).toBe('not-found');
  await expect.poll(() => stored(server), SOON).toEqual([]);
  // Its id can be used again.
  await expect.poll(async () => (await begin(a, id, 10)).status, SOON).toBe(201);
});

it('BLOB-2 beginning again goes on; the id of another upload is taken', async () => {
  const { a, b } = await scene();
  const id = newBlobId();
  const begun = await begin(a, id, 3 * MB);
  expect(begun).toMatchObject({ status: 201, json: { state: 'uploading', partBytes: MB, parts: 3 } });
  const urls = begun.json.urls as PartUrl[];
  expect(urls.map(({ part }) => part)).toEqual([1, 2, 3]);
  expect((await put(a, urls[1]?.url ?? '', randomBytes(MB))).status).toBe(200);
  expect((await askBlobs(a, 'GET', `/${id}/parts`)).json).toMatchObject({ parts: [{ number: 2, size: MB }] });
  const again = await begin(a, id, 3 * MB);
  expect((again.json.urls as PartUrl[]).map(({ part }) => part)).toEqual([1, 3]);
  expect(codeIn(await begin(a, id, 2 * MB))).toBe('id-taken');
  expect(codeIn(await begin(a, id, 3 * MB, 'public'))).toBe('id-taken');
  expect(codeIn(await begin(b, id, 3 * MB))).toBe('id-taken');
  expect(codeIn(await askBlobs(a, 'POST', `/${id}/complete`))).toBe('incomplete');
});

it('BLOB-7 only its uploader goes on with an upload, completes or cancels it', async () => {
  const { server, a, b, alice, say } = await scene();
  const id = newBlobId();
  const { urls } = (await begin(a, id, 10)).json as { urls: PartUrl[] };
  expect(codeIn(await askBlobs(b, 'POST', `/${id}/urls`, { parts: [1] }))).toBe('not-found');
  expect(codeIn(await askBlobs(b, 'GET', `/${id}/parts`))).toBe('not-found');
  expect(codeIn(await askBlobs(b, 'POST', `/${id}/complete`))).toBe('not-found');
  expect(codeIn(await askBlobs(b, 'DELETE', `/${id}`))).toBe('not-found');
  expect((await put(a, urls[0]?.url ?? '', randomBytes(10))).status).toBe(200);
  expect((await askBlobs(a, 'DELETE', `/${id}`)).status).toBe(204);
  await expect.poll(() => readdirSync(join(server.data, 'blobs', 'uploads')), SOON).toEqual([]);
  expect((await put(a, urls[0]?.url ?? '', randomBytes(10))).status).toBe(404);
  const used = await upload(a, randomBytes(10));
  expect((await askBlobs(a, 'GET')).json).toMatchObject({ used: 10 });
  await say(alice, [used]);
  expect(codeIn(await askBlobs(a, 'DELETE', `/${used}`))).toBe('blob-in-use');
});

it('BLOB-8 a header names at most 30 blobs, each once, of messages alone', async () => {
  const { a, alice, group, say } = await scene();
  const id = await upload(a, randomBytes(10));
  for (const blobs of [[], ['../../secret'], [id, id], [id.toUpperCase()], ['']])
    expect((await say(alice, blobs)).outcome).toBe('bad-value');
  const many = Array.from({ length: LIMITS.headerBlobs + 1 }, newBlobId);
  expect((await say(alice, many)).outcome).toBe('too-large');
  const { id: message, writer } = await say(alice, [id]);
  const edit = writer.envelope({ kind: 'text', text: 'x' }, { blobs: [id] });
  expect(await (await alice.open(group.chapter)).push(writer.set('edits', `${message}/${writer.id()}`, edit))).toBe(
    'bad-value',
  );
});
