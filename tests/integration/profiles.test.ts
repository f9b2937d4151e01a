import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { PICTURE_BYTES } from '../../shared/protocol/picture.ts';
import { type Member, makeGroup } from '../support/members.ts';
import { peopleOf, send } from './people.ts';
import { type Running, run } from './running-server.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const pngOf = (size: number, seed = 0): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size).fill(seed);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return bytes;
};

const put = async (
  server: Running,
  { cookie }: { readonly cookie: string },
  bytes: Uint8Array<ArrayBuffer>,
  hash = sha256(bytes),
): Promise<number> =>
  (
    await fetch(`${server.local}/api/pictures/${hash}`, {
      method: 'PUT',
      headers: { cookie, origin: server.local },
      body: bytes,
    })
  ).status;

const patchMe = (server: Running, who: Member, body: unknown) => send(server, who, 'PATCH', '/api/me', body);

const personOf = async ({ get }: Member, of: Member) => {
  const feed = await (await get('/api/feed?since=0')).json();
  return feed.people.find(({ number }: { number: number }) => number === of.number);
};

it('PROF-1 pictures are kept by their hash, given to signed-in people, and nothing else is accepted', async () => {
  const server = await run();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const picture = pngOf(500);
  expect(await put(server, alice, picture)).toBe(204);
  expect(await put(server, bob, picture)).toBe(204);
  const got = await bob.get(`/api/pictures/${sha256(picture)}`);
  expect(new Uint8Array(await got.arrayBuffer())).toEqual(picture);
  expect(Object.fromEntries(got.headers)).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });

  expect(await put(server, { cookie: '' }, pngOf(501))).toBe(401);
  expect((await fetch(`${server.local}/api/pictures/${sha256(picture)}`)).status).toBe(401);
  // Under another's name it would show something else to who has that name.
  expect(await put(server, alice, pngOf(502), sha256(picture))).toBe(400);
  expect(await put(server, alice, pngOf(PICTURE_BYTES + 1))).toBe(400);
  expect(await put(server, alice, pngOf(70 * 1024))).toBe(413);
  const scripts = ['<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', '<html></html>', 'GIF89a', ''];
  for (const text of scripts) expect(await put(server, alice, new TextEncoder().encode(text))).toBe(400);
  for (const name of ['..%2F..%2Fsecret', 'x', sha256(pngOf(503)), sha256(picture).toUpperCase()])
    expect((await bob.get(`/api/pictures/${name}`)).status).toBe(404);
});

it('PROF-2 name, picture and status reach those who share a conversation, and nobody else', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  await makeGroup(alice, bob);
  const picture = pngOf(600);
  expect(await patchMe(server, alice, { picture: sha256(picture) })).toBe(409);
  await put(server, alice, picture);
  const status = { text: '  at sea \u26F5 ', until: 9_999_999_999_999 };
  expect(await patchMe(server, alice, { name: ' Alicia ', picture: sha256(picture), status })).toBe(204);
  expect(await personOf(bob, alice)).toMatchObject({
    name: 'Alicia',
    picture: sha256(picture),
    status: { text: 'at sea \u26F5', until: 9_999_999_999_999 },
  });
  expect(await (await alice.get('/api/me')).json()).toMatchObject({ name: 'Alicia' });
  expect(await personOf(carol, alice)).toBeUndefined();

  expect(await patchMe(server, alice, { picture: null, status: null })).toBe(204);
  const bare = await personOf(bob, alice);
  expect(bare).toMatchObject({ name: 'Alicia' });
  expect([bare.picture, bare.status]).toEqual([undefined, undefined]);

  const wrong = [
    { name: ' ' },
    { name: 'two\nlines' },
    { name: '\u202Eecila' },
    { name: 'x'.repeat(81) },
    { picture: 'https://example.org/tracker.png' },
    { status: { text: '' } },
    { status: { text: 'x'.repeat(81) } },
    { status: { text: 'a\u2028b' } },
    { status: { text: 'fine', until: -1 } },
    { userId: bob.userId, name: 'Mallory' },
  ];
  for (const body of wrong) expect([body, await patchMe(server, alice, body)]).toEqual([body, 400]);
  expect((await personOf(bob, alice)).name).toBe('Alicia');
});
