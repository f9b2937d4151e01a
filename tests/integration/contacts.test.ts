import { expect, it } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { ConversationFact } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { eventually } from '../support/eventually.ts';
import { lineOf } from '../support/line-of.ts';
import { type Member, makeDirect, makeGroup } from '../support/members.ts';
import type { RawDocument } from '../support/raw-client.ts';
import { follow, peopleOf, send } from './people.ts';
import { administratorOf, type Running, run } from './running-server.ts';

/** What strangers and blocked people learn of one: nothing that somebody who is not there would not tell them. */

const block = (server: Running, who: Member, whom: Member, on = true, at = Date.now()) =>
  send(server, who, 'PUT', `/api/blocks/${whom.userId}`, { on, at });

const feedOf = async ({ get }: Member, since = 0) => (await get(`/api/feed?since=${since}`)).json();
const says = (writer: ReturnType<Member['writer']>, number: number, typing: boolean): Uint8Array => {
  const awareness = new Awareness(writer.doc);
  awareness.setLocalState({ number, typing });
  const bytes = encodeAwarenessUpdate(awareness, [writer.doc.clientID]);
  awareness.destroy();
  return bytes;
};
const heard = (document: RawDocument, kind: 'awareness' | 'stateless') =>
  document.events.filter((event) => event.kind === kind);
const message = async (member: Member, chapter: string, text: string) =>
  (await member.open(chapter)).push(member.writer().message(text).update);

it('CON-2 a stranger hears neither presence nor typing nor receipts until they are answered, whatever they send', async () => {
  const server = await run();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const direct = await makeDirect(alice, bob);
  expect(await message(alice, direct.chapter, 'hello')).toBe('saved');
  const told = await follow(alice);
  const before = heard(told, 'stateless').length;
  const alices = await alice.open(direct.conversation);
  const bobs = await bob.open(direct.conversation);
  // A connection shows presence under one client id.
  const bobHere = says(bob.writer(), bob.number, true);
  bobs.awareness(bobHere);
  alices.awareness(says(alice.writer(), alice.number, true));
  await bob.post('/api/receipts', { receipts: [{ conversationId: direct.id, read: 1 }] });
  // She accepts in his name.
  expect(await send(server, alice, 'POST', `/api/conversations/${direct.id}/accept`, {})).toBe(403);
  await bobs.read();
  await alices.read();
  expect([heard(alices, 'awareness'), heard(bobs, 'awareness')]).toEqual([[], []]);
  expect(heard(told, 'stateless').length).toBe(before);
  expect((await feedOf(alice)).conversations[0].members).toMatchObject([
    { number: alice.number },
    { number: bob.number, delivered: 0, read: 0 },
  ]);
  expect(await (await alice.get(`/api/conversations/${direct.id}/receipts?seq=1`)).json()).toMatchObject({
    delivered: 0,
    read: 0,
    people: [],
  });

  expect(await send(server, bob, 'POST', `/api/conversations/${direct.id}/accept`, {})).toBe(204);
  bobs.awareness(bobHere);
  expect((await alices.next('awareness')).kind).toBe('awareness');
  await eventually('the receipts', async () =>
    JSON.stringify((await told.next('stateless')).message).includes('"read":1') ? true : undefined,
  );
});

it('CON-3 CON-10 a stranger is stopped after twenty messages, and not by being declined or blocked', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const direct = await makeDirect(alice, bob);
  expect(await block(server, bob, alice)).toBe(204);
  const chapter = await alice.open(direct.chapter);
  const writer = alice.writer();
  for (let i = 0; i < 20; i++) expect(await chapter.push(writer.message(`${i}`).update)).toBe('saved');
  expect(await chapter.push(writer.message('one more').update)).toBe('unanswered');
  expect(await send(server, carol, 'POST', `/api/conversations/${direct.id}/accept`, {})).toBe(404);
});

it('CON-6 CON-9 CON-10 a blocked person cannot tell the blocker from somebody who is away, on any route', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const direct = await makeDirect(bob, alice);
  const group = await makeGroup(bob, alice, carol);
  await message(bob, direct.chapter, 'hello');
  await message(alice, direct.chapter, 'hello yourself');
  await message(bob, group.chapter, 'all');
  const view = async () => {
    const { people, conversations } = await feedOf(bob);
    const receipts = await (await bob.get(`/api/conversations/${group.id}/receipts?seq=1`)).json();
    const found = await (await bob.get(`/api/people?query=${encodeURIComponent('alice')}`)).json();
    return { people, conversations, receipts, found };
  };
  const before = await view();
  const told = await follow(bob);
  const pushed = heard(told, 'stateless').length;

  expect(await block(server, alice, bob)).toBe(204);
  const bobs = [await bob.open(direct.conversation), await bob.open(group.conversation)];
  for (const document of [direct.conversation, group.conversation]) {
    const opened = await alice.open(document);
    opened.awareness(says(alice.writer(), alice.number, true));
    await opened.read();
  }
  await alice.post('/api/receipts', { receipts: [direct, group].map(({ id }) => ({ conversationId: id, read: 2 })) });
  const carols = await carol.open(group.conversation);
  await carols.next('awareness');
  // Going away is as invisible as being there.
  alice.client.close();
  for (const document of bobs) await document.read();
  expect(bobs.map((document) => heard(document, 'awareness'))).toEqual([[], []]);
  expect(await view()).toEqual(before);
  expect(heard(told, 'stateless').length).toBe(pushed);

  // Whatever he does is answered as ever, and his people are told by nobody.
  expect(await message(bob, direct.chapter, 'still there?')).toBe('saved');
  const more = await makeGroup(bob, alice);
  expect(await message(bob, more.chapter, 'come in')).toBe('saved');
  const ofAlice = await feedOf(alice);
  const rows = new Map(ofAlice.conversations.map((one: { id: string }) => [one.id, one]));
  expect(rows.get(direct.id)).toMatchObject({ unread: 0 });
  expect(lineOf((rows.get(direct.id) as ConversationFact).head)).toBe('hello yourself');
  expect(rows.get(more.id)).toMatchObject({ unread: 0 });
  expect(ofAlice.people.find(({ number }: { number: number }) => number === bob.number).blocked).toBe(true);
  expect(JSON.stringify(await feedOf(bob))).not.toContain('blocked');
  expect(JSON.stringify(await feedOf(carol))).not.toContain('blocked');
});

it('CON-9 typing is not told to people whom the writer blocks, in the feed either; the others are told', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice, bob, carol);
  await block(server, alice, bob);
  const [forBob, forCarol] = [await follow(bob), await follow(carol)];
  const conversation = await alice.open(group.conversation);
  conversation.awareness(says(alice.writer(), alice.number, true));
  await eventually('Carol hears of it', async () =>
    (await forCarol.next('stateless')).message.type === 'typing' ? true : undefined,
  );
  expect(heard(forBob, 'stateless').filter((event) => JSON.stringify(event).includes('"typing"'))).toEqual([]);
});

it('CON-5 the server checks the form, the people and the time of blocks', async () => {
  const server = await run();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  await makeGroup(alice, bob);
  const blocked = async () =>
    (await feedOf(alice)).people.find(({ number }: { number: number }) => number === bob.number).blocked;
  expect(await block(server, alice, bob, true, Date.now() + 1e12)).toBe(204);
  expect(await blocked()).toBe(true);
  expect(await block(server, alice, bob, false, Date.now() + 5)).toBe(204);
  expect(await blocked()).toBeUndefined();
  expect(await block(server, alice, alice)).toBe(404);
  expect(await send(server, alice, 'PUT', '/api/blocks/nobody', { on: true, at: 1 })).toBe(404);
  for (const wrong of [{ on: 1, at: 1 }, { on: true }, { on: true, at: -1 }, { on: true, at: 1, by: bob.userId }])
    expect(await send(server, alice, 'PUT', `/api/blocks/${bob.userId}`, wrong)).toBe(400);
});

it('CON-11 CON-12 a report reaches administrators only, once, and only from current and former members', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const direct = await makeDirect(bob, alice);
  const writer = bob.writer();
  const id = writer.id();
  const body = writer.envelope({ kind: 'text', text: 'rude' }, { at: Date.now() });
  expect(await (await bob.open(direct.chapter)).push(writer.set('messages', id, body))).toBe('saved');
  const report = {
    id: 'report-1',
    conversationId: direct.id,
    reason: 'He is rude',
    messages: [{ id, text: 'rude' }],
  };
  const tell = (who: Member, what: unknown = report) => send(server, who, 'POST', '/api/reports', what);
  expect([await tell(carol), await tell(alice), await tell(alice), await tell(bob)]).toEqual([404, 201, 200, 409]);
  expect(await tell(alice, { ...report, reason: 'x'.repeat(1_001) })).toBe(400);
  expect(await tell(alice, { ...report, messages: [{ id, text: 'rude', author: carol.number }] })).toBe(400);
  for (const one of [alice, bob])
    expect(await send(server, one, 'PUT', '/api/administration/reports/report-1', { handled: true })).toBe(403);
  const admin = await administratorOf(server);
  const read = async () => (await admin('GET', '/api/administration/reports')).json?.reports;
  expect(await read()).toMatchObject([
    {
      id: 'report-1',
      by: { number: alice.number },
      peer: { number: bob.number },
      reason: 'He is rude',
      messages: [{ id, text: 'rude', author: { number: bob.number } }],
    },
  ]);
  expect((await admin('PUT', '/api/administration/reports/report-1', { handled: true })).status).toBe(204);
  expect(await read()).toMatchObject([{ handledBy: 'Ada' }]);
  expect((await admin('PUT', '/api/administration/reports/none', { handled: true })).status).toBe(404);
});

it('CON-3 PERM-22 a stranger makes twenty things appear, whatever they are and wherever', async () => {
  const server = await run({ config: { groupRequests: true } });
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const direct = await makeDirect(alice, bob);
  const groups = [await makeGroup(alice, bob), await makeGroup(alice, bob)];
  const writer = alice.writer();
  const chapter = await alice.open(direct.chapter);
  const { id, update } = writer.message('hello');
  expect(await chapter.push(update)).toBe('saved');
  expect(await chapter.push(writer.react(id, 'Buy my boat, it is cheap').update)).toBe('bad-value');
  const answers: string[] = [];
  for (let i = 0; i < 30; i++) {
    // Each on its own, so that nothing hangs on what was refused.
    const one = alice.writer();
    answers.push(await chapter.push(i % 2 === 0 ? one.edit(id, `buy ${i}`) : one.react(id, '⛵').update));
  }
  expect(answers).toEqual([...Array(19).fill('saved'), ...Array(11).fill('unanswered')]);
  for (const group of groups) {
    expect(await message(alice, group.chapter, 'and here?')).toBe('unanswered');
    const settings = alice.writer();
    const said = await alice.open(group.conversation);
    expect(await said.push(settings.update(() => settings.doc.getMap('settings').set('disappear', 86_400)))).toBe(
      'unanswered',
    );
  }
  // What is there can be taken back.
  expect(await chapter.push(alice.writer().remove(id, alice.number))).toBe('saved');
  expect(await send(server, bob, 'POST', `/api/conversations/${groups[0]?.id}/accept`, {})).toBe(204);
  expect(await message(alice, groups[0]?.chapter ?? '', 'welcome')).toBe('saved');
  expect(await message(alice, groups[1]?.chapter ?? '', 'and here?')).toBe('unanswered');
});

it('CON-14 CON-15 CON-16 CON-31 a group to which a stranger adds a person is a request, silent until it is accepted; that of a blocked person is not seen', async () => {
  const server = await run({ config: { groupRequests: true } });
  const [alice, bob, carol, dave] = await peopleOf(server, 'alice', 'bob', 'carol', 'dave');
  const direct = await makeDirect(alice, bob);
  expect(await message(bob, direct.chapter, 'we know each other')).toBe('saved');
  const known = await makeGroup(alice, bob);
  const group = await makeGroup(alice, bob, carol);
  const rowOf = async (who: Member, id: string) =>
    (await feedOf(who)).conversations.find((one: { id: string }) => one.id === id);
  expect(await rowOf(bob, known.id)).not.toHaveProperty('unanswered');
  expect(await rowOf(carol, group.id)).toMatchObject({ unanswered: carol.number, addedBy: alice.number });
  expect(await block(server, bob, alice)).toBe(204);
  const unseen = await Promise.all(Array.from({ length: 10 }, () => makeGroup(alice, bob)));
  for (const { id } of unseen) expect(await rowOf(bob, id)).toBeUndefined();
  const many = await Promise.all(Array.from({ length: LIMITS.waitingGroupRequests }, () => makeGroup(dave, bob)));
  for (const { id } of many) expect(await rowOf(bob, id)).toMatchObject({ unanswered: bob.number });
  const more = { id: makeGroupId(Date.now(), Math.random), kind: 'group', name: 'Buy now', members: [bob.userId] };
  expect(await send(server, dave, 'POST', '/api/conversations', more)).toBe(403);

  // Carol opens it and types: nobody hears of it.
  expect(await message(alice, group.chapter, 'hello all')).toBe('saved');
  const told = await follow(alice);
  const before = heard(told, 'stateless').length;
  const alices = await alice.open(group.conversation);
  const carols = await carol.open(group.conversation);
  const carolHere = says(carol.writer(), carol.number, true);
  carols.awareness(carolHere);
  await carol.post('/api/receipts', { receipts: [{ conversationId: group.id, read: 1 }] });
  await carols.read();
  await alices.read();
  expect(heard(alices, 'awareness')).toEqual([]);
  expect(heard(told, 'stateless').length).toBe(before);
  expect((await (await alice.get(`/api/conversations/${group.id}/receipts?seq=1`)).json()).people).toEqual([]);

  const answer = (who: Member, id: string, what: 'accept' | 'decline') =>
    send(server, who, 'POST', `/api/conversations/${id}/${what}`, {});
  expect(await answer(carol, group.id, 'accept')).toBe(204);
  expect(await answer(carol, group.id, 'accept')).toBe(204);
  carols.awareness(carolHere);
  expect((await alices.next('awareness')).kind).toBe('awareness');
  await eventually('the receipts', async () =>
    JSON.stringify((await told.next('stateless')).message).includes('"read":1') ? true : undefined,
  );
  // Two devices that decide differently: what arrives first stands.
  expect(await answer(carol, group.id, 'decline')).toBe(403);
  const [first, second] = many;
  const both = await Promise.all([answer(bob, first?.id ?? '', 'decline'), answer(bob, first?.id ?? '', 'decline')]);
  expect(both).toEqual([204, 204]);
  expect(await answer(bob, first?.id ?? '', 'accept')).toBe(404);
  expect((await rowOf(bob, first?.id ?? ''))?.removedAt).toBeGreaterThan(0);
  expect(await send(server, dave, 'POST', `/api/conversations/${first?.id}/members`, { userId: bob.userId })).toBe(403);
  const race = await Promise.all([answer(bob, second?.id ?? '', 'accept'), answer(bob, second?.id ?? '', 'decline')]);
  expect([
    [204, 403],
    [404, 204],
  ]).toContainEqual(race);
  // Nobody else's groups, and no direct conversation, can be declined.
  expect(await answer(carol, known.id, 'decline')).toBe(404);
  expect(await answer(bob, direct.id, 'decline')).toBe(403);
});
