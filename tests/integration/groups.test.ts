import { createHash } from 'node:crypto';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { chapterDocument } from '../../shared/document/name.ts';
import { eventually } from '../support/eventually.ts';
import { folderHolds } from '../support/folder-holds.ts';
import { wordsIn } from '../support/line-of.ts';
import { type Member, makeGroup } from '../support/members.ts';
import type { RawDocument } from '../support/raw-client.ts';
import { follow, peopleOf } from './people.ts';
import { asking, type Reply, type Running, run } from './running-server.ts';

/** Groups over the real server: who is out is out everywhere, who came later sees what came later, a link is no secret to steal. */

beforeEach(() => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  return () => warn.mockRestore();
});

const as =
  (server: Running, { cookie }: Pick<Member, 'cookie'>) =>
  (method: string, path: string, body?: unknown): Promise<Reply> =>
    asking(server, { cookie, origin: server.local })(method, path, body);
const pathOf = (id: string) => `/api/conversations/${id}`;

const stock = async (server: Running, who: Member, document: string) => {
  const { json } = await as(server, who)('POST', '/api/sync-tokens', {});
  const doc = new Y.Doc();
  doc.clientID = Number(json?.clientId);
  const provider = new WebsocketProvider(`${server.local.replace('http', 'ws')}/yjs`, document, doc, {
    params: { token: String(json?.token) },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  const closes: string[] = [];
  provider.on('connection-close', (event) => {
    if (event !== null) closes.push(event.reason);
  });
  onTestFinished(() => {
    provider.destroy();
    doc.destroy();
  });
  return { doc, provider, closes };
};

const typing = (member: Member): Uint8Array => {
  const { doc } = member.writer();
  const awareness = new Awareness(doc);
  awareness.setLocalState({ number: member.number, typing: true });
  const bytes = encodeAwarenessUpdate(awareness, [doc.clientID]);
  awareness.destroy();
  return bytes;
};
/** Waits for a pushed page that says this. */
const told = async (account: RawDocument, text: string): Promise<string> => {
  for (;;) {
    const said = wordsIn(JSON.stringify((await account.next('stateless')).message));
    if (said.includes(text)) return said;
  }
};
const holds = ({ data }: Running, text: string): boolean => folderHolds(data, text);

it('GRP-6 a removed member is out on every connection at once, learns nothing more and writes nothing more', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice, bob, carol);
  const program = await stock(server, bob, group.chapter);
  await eventually('the program to be in', async () => (program.provider.synced ? true : undefined));
  const [chapter, conversation, feed] = [
    await bob.open(group.chapter),
    await bob.open(group.conversation),
    await follow(bob),
  ];
  const open = await alice.open(group.chapter);
  const writer = bob.writer();
  expect(await chapter.push(writer.message('while I was in').update)).toBe('saved');

  // On its way while the removal is carried out: it enters before, or not at all.
  const racing = writer.message('in the last moment');
  const [removal, race] = await Promise.all([
    as(server, alice)('DELETE', `${pathOf(group.id)}/members/${bob.userId}`),
    chapter.push(racing.update),
  ]);
  expect(removal.status).toBe(204);
  expect(['saved', 'not-a-member', 'closed: not-a-member']).toContain(race);
  if (race !== 'closed: not-a-member') expect((await chapter.next('closed')).reason).toBe('not-a-member');
  expect((await conversation.next('closed')).reason).toBe('not-a-member');
  await eventually('the program to be out', async () => program.closes[0]);
  expect(program.closes).toEqual(['not-a-member']);
  expect(await told(feed, '"removedAt"')).toContain(`"removedBy":${alice.number}`);

  // The socket lives on for the account; whatever it says of the group goes nowhere, and nothing comes.
  chapter.sync(2, writer.message('from outside').update);
  conversation.awareness(typing(bob));
  conversation.stateless(
    JSON.stringify({ type: 'typing', conversationId: group.id, number: bob.number, typing: true }),
  );
  const carols = await carol.open(group.conversation);
  const carolsFeed = await follow(carol);
  (await alice.open(group.conversation)).awareness(typing(alice));
  await carols.next('awareness');
  await told(carolsFeed, '"typing":true');
  const seq = feed.events.length;
  expect(await open.push(alice.writer().message('among us now').update)).toBe('saved');
  await told(carolsFeed, 'among us now');
  const after = wordsIn(JSON.stringify(feed.events.slice(seq)));
  expect(after).not.toContain('among us now');
  expect(after).not.toContain('"typing"');
  const rejoined = bob.client.document(chapterDocument(group.id, 0));
  rejoined.auth(bob.token);
  expect((await rejoined.next('denied')).reason).toBe('not-a-member');
  const messages = [...(await open.read()).getMap('messages').keys()];
  expect(messages.includes(racing.id)).toBe(race === 'saved');
  expect(messages).toHaveLength(race === 'saved' ? 3 : 2);
});

it('GRP-5 a socket that was an admin’s keeps no role, and nobody forges a better one', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice, bob, carol);
  const [byAlice, byBob] = [as(server, alice), as(server, bob)];
  const path = pathOf(group.id);
  await byAlice('PATCH', `${path}/members/${bob.userId}`, { role: 'admin' });
  const [document, chapter] = [await bob.open(group.conversation), await bob.open(group.chapter)];
  const writer = bob.writer();
  const name = (text: string) => writer.set('profile', 'name', writer.envelope({ kind: 'name', text }));
  expect(await document.push(name('Ours'))).toBe('saved');
  expect((await byAlice('PATCH', `${path}/members/${bob.userId}`, { role: 'member' })).status).toBe(200);
  expect(await document.push(name('Still mine'))).toBe('not-allowed');
  const own = (await alice.open(group.chapter)).push.bind(await alice.open(group.chapter));
  const said = alice.writer().message('mine');
  expect(await own(said.update)).toBe('saved');
  const inChapter = bob.writer();
  inChapter.receive(said.update);
  expect(await chapter.push(inChapter.remove(said.id, alice.number))).toBe('not-yours');
  for (const [method, where, body] of [
    ['PATCH', `${path}/members/${bob.userId}`, { role: 'owner' }],
    ['POST', `${path}/members`, { userId: bob.userId, role: 'owner' }],
  ] as const)
    expect((await byBob(method, where, body)).status).toBe(400);
  expect((await byBob('POST', `${path}/owner`, { userId: bob.userId })).status).toBe(403);
  expect((await byBob('POST', `${path}/links`, { approval: false })).status).toBe(403);

  // Rights hold from the moment they are admitted, on sockets that were open before.
  const rules = alice.writer();
  const settings = await alice.open(group.conversation);
  expect(await settings.push(rules.set('settings', 'right/post', 'admins'))).toBe('saved');
  const silent = bob.writer();
  expect(await chapter.push(silent.message('may I?').update)).toBe('not-allowed');
  expect((await byAlice('POST', `${path}/owner`, { userId: bob.userId })).status).toBe(204);
  expect((await byAlice('POST', `${path}/owner`, { userId: bob.userId })).status).toBe(204);
  expect(await chapter.push(bob.writer().message('now I may').update)).toBe('saved');
  expect(await settings.push(rules.set('settings', 'right/settings', 'admins'))).toBe('not-allowed');
  expect((await byAlice('DELETE', path)).status).toBe(403);
});

it('GRP-17 a member who came later reads nothing from before, on no route', async () => {
  const server = await run();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const group = await makeGroup(alice);
  const [chapter, settings] = [await alice.open(group.chapter), await alice.open(group.conversation)];
  const writer = alice.writer();
  expect(await settings.push(alice.writer().set('settings', 'history', 'joining'))).toBe('saved');
  const before = writer.message('a heron of before');
  expect(await chapter.push(before.update)).toBe('saved');
  expect(await settings.push(alice.writer().set('pins', `0/${before.id}`, 1))).toBe('saved');
  const path = pathOf(group.id);
  expect((await as(server, alice)('POST', `${path}/members`, { userId: bob.userId })).status).toBe(201);

  await expect(bob.open(group.chapter)).rejects.toThrow('no-such-document');
  const program = await stock(server, bob, group.chapter);
  await eventually('the program to be refused', async () => program.closes[0]);
  expect(program.closes).toEqual(['no-such-document']);
  expect(program.doc.getMap('messages').size).toBe(0);
  const byBob = as(server, bob);
  for (const where of ['/api/feed?since=0', '/api/conversations'])
    expect(wordsIn((await byBob('GET', where)).text)).not.toContain('heron');
  expect((await byBob('GET', `${path}/receipts?seq=1`)).status).toBe(404);
  const pins = await (await bob.open(group.conversation)).read();
  expect(JSON.stringify(pins.toJSON())).not.toContain('heron');

  // What was written for the old chapter and comes late belongs to the next.
  expect(await chapter.push(alice.writer().message('written offline').update)).toBe('chapter-full');
  const next = await bob.open(chapterDocument(group.id, 1));
  const events = await eventually('that Bob was added', async () => {
    const state = await next.read();
    return state.getMap('events').size > 0 ? [...state.getMap('events').values()] : undefined;
  });
  expect(events).toMatchObject([[1, expect.any(Number), { kind: 'added', who: bob.number }]]);
  const late = await alice.open(chapterDocument(group.id, 1));
  expect(await late.push(alice.writer().message('written offline').update)).toBe('saved');
  expect(await next.push(bob.writer().message('hello').update)).toBe('saved');
  // Old words may still be changed by those who have them.
  expect(await chapter.push(writer.edit(before.id, 'an old heron'))).toBe('saved');
  expect(wordsIn((await byBob('GET', '/api/feed?since=0')).text)).not.toContain('heron');
  // Those of before are told.
  expect(wordsIn((await as(server, alice)('GET', '/api/feed?since=0')).text)).toContain('hello');
  await expect(bob.open(chapterDocument(group.id, 2))).rejects.toThrow('unavailable');
});

it('GRP-7 GRP-8 a deleted group closes for everybody, takes nothing that was on its way, and leaves the disk', async () => {
  const server = await run();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const group = await makeGroup(alice, bob);
  const [chapter, open, feed] = [await bob.open(group.chapter), await alice.open(group.chapter), await follow(bob)];
  const program = await stock(server, bob, group.chapter);
  await eventually('the program to be in', async () => (program.provider.synced ? true : undefined));
  const secret = 'a quietly waiting heron';
  const writer = bob.writer();
  expect(await chapter.push(writer.message(secret).update)).toBe('saved');
  expect(holds(server, secret)).toBe(true);
  const [gone, race] = await Promise.all([
    as(server, alice)('DELETE', pathOf(group.id)),
    chapter.push(writer.message('on its way').update),
  ]);
  expect(gone.status).toBe(204);
  expect(['saved', 'not-a-member', 'closed: not-a-member']).toContain(race);
  expect((await open.next('closed')).reason).toBe('not-a-member');
  await eventually('the program to be out', async () => program.closes[0]);
  const said = await told(feed, '"deleted":true');
  expect(said).toContain(`"removedBy":${alice.number}`);
  await eventually('the words to be gone', async () => (holds(server, secret) ? undefined : true));

  for (const who of [alice, bob]) {
    const again = who.client.document(group.chapter);
    again.auth(who.token);
    expect((await again.next('denied')).reason).toBe('not-a-member');
  }
  expect((await as(server, alice)('DELETE', pathOf(group.id))).status).toBe(204);
  expect((await as(server, bob)('DELETE', pathOf(group.id))).status).toBe(404);
  expect((await as(server, bob)('DELETE', `${pathOf(group.id)}/members/${bob.userId}`)).status).toBe(204);
  expect((await as(server, alice)('POST', `${pathOf(group.id)}/members`, { userId: bob.userId })).status).toBe(404);
  const taken = { id: group.id, kind: 'group', name: 'Another', members: [] };
  expect((await as(server, bob)('POST', '/api/conversations', taken)).status).toBe(409);
  expect(holds(server, secret)).toBe(false);
  expect(server.lines.filter((line) => line.includes('"error"'))).toEqual([]);
});

it('GRP-10 GRP-12 GRP-13 a link lets in anyone who has it, is stored as a hash, and cannot be guessed', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice);
  const [byAlice, byBob] = [as(server, alice), as(server, bob)];
  const made = await byAlice('POST', `${pathOf(group.id)}/links`, { approval: false, days: 7, uses: 5 });
  expect([made.status, made.json]).toMatchObject([201, { approval: false, uses: 5, used: 0 }]);
  const token = String(made.json?.token);
  expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(holds(server, token)).toBe(false);
  expect(JSON.stringify(server.lines)).not.toContain(token);
  const listed = await byAlice('GET', `${pathOf(group.id)}/links`);
  expect(listed.text).toContain(String(made.json?.linkId));
  expect(listed.text).not.toContain(token);
  expect((await byBob('GET', `${pathOf(group.id)}/links`)).status).toBe(404);

  const stranger = asking(server, { origin: server.local });
  const look = await stranger('POST', '/api/join/look', { token });
  expect([look.status, look.json]).toMatchObject([200, { name: 'Boat club', members: 1, approval: false }]);
  expect((await stranger('POST', '/api/join', { token })).status).toBe(401);
  for (const wrong of [
    '',
    'x',
    `${token.slice(0, 21)}${token.endsWith('A') ? 'B' : 'A'}`,
    `${token}=`,
    '\u0000'.repeat(22),
  ])
    for (const where of ['/api/join', '/api/join/look'])
      expect([400, 404]).toContain((await byBob('POST', where, { token: wrong })).status);
  expect((await byBob('POST', '/api/join', { token })).json).toEqual({ conversationId: group.id, state: 'joined' });
  expect((await byBob('POST', '/api/join', { token })).json).toEqual({ conversationId: group.id, state: 'joined' });
  const chapter = await bob.open(group.chapter);
  await eventually('the event', async () => {
    const events = [...(await chapter.read()).getMap('events').values()];
    return JSON.stringify(events).includes('"joined"') ? true : undefined;
  });

  const gate = await byAlice('POST', `${pathOf(group.id)}/links`, { approval: true });
  const feed = await follow(alice);
  const asked = await as(server, carol)('POST', '/api/join', { token: gate.json?.token });
  expect(asked.json).toEqual({ conversationId: group.id, state: 'asked' });
  expect(await told(feed, carol.userId)).toContain('"requests":[{');
  await expect(carol.open(group.chapter)).rejects.toThrow('not-a-member');
  expect((await byBob('GET', '/api/feed?since=0')).text).not.toContain(carol.userId);
  const carolsFeed = await follow(carol);
  expect((await byAlice('POST', `${pathOf(group.id)}/requests/${carol.userId}`, { accept: true })).status).toBe(204);
  await told(carolsFeed, group.id);
  await carol.open(group.chapter);
  expect((await byAlice('DELETE', `${pathOf(group.id)}/links/${made.json?.linkId}`)).status).toBe(204);
  expect((await stranger('POST', '/api/join/look', { token })).status).toBe(404);
});

it('GRP-12 a link shows the picture of its group to signed-out people, and no other picture', async () => {
  const server = await run();
  const [alice] = await peopleOf(server, 'alice');
  const group = await makeGroup(alice);
  const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(400, 7)]);
  const hash = createHash('sha256').update(picture).digest('hex');
  const headers = { cookie: alice.cookie, origin: server.local };
  expect((await fetch(`${server.local}/api/pictures/${hash}`, { method: 'PUT', headers, body: picture })).status).toBe(
    204,
  );
  const { json } = await as(server, alice)('POST', `${pathOf(group.id)}/links`, { approval: false });
  const look = (token: unknown) =>
    fetch(`${server.local}/api/join/look/picture`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.local },
      body: JSON.stringify({ token }),
    });
  expect((await look(json?.token)).status).toBe(404);
  const writer = alice.writer();
  const document = await alice.open(group.conversation);
  expect(await document.push(writer.set('profile', 'picture', writer.envelope({ kind: 'picture', hash })))).toBe(
    'saved',
  );
  const shown = await look(json?.token);
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(picture);
  expect((await fetch(`${server.local}/api/pictures/${hash}`)).status).toBe(401);
  expect((await as(server, alice)('DELETE', `${pathOf(group.id)}/links/${json?.linkId}`)).status).toBe(204);
  expect((await look(json?.token)).status).toBe(404);
});

it('GRP-12 looking at links is limited by address', async () => {
  const server = await run({ config: { rateLimits: true } });
  const stranger = asking(server, { origin: server.local });
  const statuses = new Set<number>();
  for (let i = 0; i < 60; i++)
    statuses.add((await stranger('POST', `/api/join/look${i % 2 === 0 ? '' : '/picture'}`, { token: 'x' })).status);
  expect([...statuses]).toEqual([404, 429]);
});
