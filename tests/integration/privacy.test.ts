import { expect, it } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { eventually } from '../support/eventually.ts';
import { accountOf, type Member, makeGroup } from '../support/members.ts';
import type { RawDocument } from '../support/raw-client.ts';
import { follow, peopleOf, send } from './people.ts';
import { type Running, run } from './running-server.ts';

/** What others learn of a person beside what they write. */

const patchMe = (server: Running, who: Member, body: unknown) => send(server, who, 'PATCH', '/api/me', body);

const receiptsOf = async ({ get }: Member, id: string, query: string) => {
  const answer = await get(`/api/conversations/${id}/receipts${query}`);
  return { status: answer.status, body: await answer.json() };
};

const feedOf = async ({ get }: Member) => (await get('/api/feed?since=0')).json();
const factOf = async (asker: Member, of: Member) => {
  const feed = await feedOf(asker);
  return feed.conversations[0].members.find(({ number }: { number: number }) => number === of.number);
};

it('HTTP-18 read receipts are switched off for both directions, and on again', async () => {
  const server = await run();
  const [alice, bob] = await peopleOf(server, 'alice', 'bob');
  const group = await makeGroup(alice, bob);
  expect(await (await alice.open(group.chapter)).push(alice.writer().message('hello').update)).toBe('saved');
  await bob.post('/api/receipts', { receipts: [{ conversationId: group.id, read: 1 }] });
  expect(await factOf(alice, bob)).toMatchObject({ delivered: 1, read: 1 });
  expect(await patchMe(server, bob, { readReceipts: false })).toBe(204);
  expect(await (await bob.get('/api/me')).json()).toMatchObject({ privacy: { readReceipts: false, lastSeen: true } });
  expect(await factOf(alice, bob)).toMatchObject({ delivered: 1, read: 0 });
  expect(await factOf(bob, alice)).toMatchObject({ read: 0 });
  expect((await feedOf(bob)).conversations).toMatchObject([{ read: 1, unread: 0 }]);
  expect(await patchMe(server, bob, { readReceipts: true })).toBe(204);
  expect(await factOf(alice, bob)).toMatchObject({ read: 1 });
  for (const wrong of [{ readReceipts: 'no' }, { nickname: 'Robert' }, null])
    expect(await patchMe(server, bob, wrong)).toBe(400);
});

it('HTTP-19 only members are told who has a message, with times', async () => {
  const server = await run();
  const [alice, bob, carol, dave] = await peopleOf(server, 'alice', 'bob', 'carol', 'dave');
  const group = await makeGroup(alice, bob, carol);
  const start = Date.now();
  expect(await (await alice.open(group.chapter)).push(alice.writer().message('hello').update)).toBe('saved');
  await bob.post('/api/receipts', { receipts: [{ conversationId: group.id, read: 1 }] });
  await carol.post('/api/receipts', { receipts: [{ conversationId: group.id, delivered: 1 }] });
  const { status, body } = await receiptsOf(alice, group.id, '?seq=1');
  expect([status, body.others, body.delivered, body.read]).toEqual([200, 2, 2, 1]);
  const [ofBob, ofCarol] = body.people;
  expect([ofBob.number, ofCarol.number, ofCarol.readAt]).toEqual([bob.number, carol.number, undefined]);
  for (const at of [ofBob.readAt, ofBob.deliveredAt, ofCarol.deliveredAt]) expect(at).toBeGreaterThanOrEqual(start);
  expect((await receiptsOf(carol, group.id, '?seq=1')).body).toEqual(body);
  expect(await patchMe(server, carol, { readReceipts: false })).toBe(204);
  expect((await receiptsOf(carol, group.id, '?seq=1')).body).toMatchObject({ delivered: 2, read: 0 });
  expect((await receiptsOf(dave, group.id, '?seq=1')).status).toBe(404);
  expect((await receiptsOf(alice, 'g-nothing', '?seq=1')).status).toBe(404);
  expect((await receiptsOf(alice, group.id, '?seq=2')).status).toBe(404);
  for (const query of ['', '?seq=0', '?seq=-1', '?seq=x', '?seq=99999999999999999'])
    expect((await receiptsOf(alice, group.id, query)).status).toBe(400);
});

it('FACT-17 when somebody’s last device leaves, those who know them learn the time, unless it is hidden', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  await makeGroup(alice, bob, carol);
  const seenAt = async (of: Member) => {
    const { people } = await feedOf(alice);
    return people.find(({ number }: { number: number }) => number === of.number).seenAt;
  };
  const account = await alice.open(accountOf(alice));
  account.stateless(JSON.stringify({ type: 'follow', since: 0 }));
  expect(await patchMe(server, carol, { lastSeen: false })).toBe(204);
  const start = Date.now();
  for (const member of [carol, bob]) {
    await member.open(accountOf(member));
    member.client.close();
  }
  expect(await eventually('the time', () => seenAt(bob))).toBeGreaterThanOrEqual(start);
  await eventually('the pushed time', async () => {
    const { message } = await account.next('stateless');
    return JSON.stringify(message).includes('seenAt') ? true : undefined;
  });
  expect(await seenAt(carol)).toBeUndefined();
});

/** What a device says in awareness of a conversation document. */
const say = (writer: ReturnType<Member['writer']>, number: number, typing: boolean, clock: number): Uint8Array => {
  const awareness = new Awareness(writer.doc);
  for (let i = 0; i < clock; i++) awareness.setLocalState({ number, typing });
  const bytes = encodeAwarenessUpdate(awareness, [writer.doc.clientID]);
  awareness.destroy();
  return bytes;
};

const typingTo = async (account: RawDocument) => {
  for (;;) {
    const { message } = await account.next('stateless');
    if (message.type === 'typing') return message;
  }
};

it('AWA-3 members who do not have the conversation open are told who is typing in it, and others are not', async () => {
  const server = await run();
  const [alice, bob, carol] = await peopleOf(server, 'alice', 'bob', 'carol');
  const group = await makeGroup(alice, bob);
  const [forBob, forCarol, forAlice] = [await follow(bob), await follow(carol), await follow(alice)];
  const conversation = await alice.open(group.conversation);
  const writer = alice.writer();
  // In the name of another: neither Bob nor anyone hears of it.
  conversation.awareness(say(writer, bob.number, true, 1));
  conversation.awareness(say(writer, alice.number, true, 2));
  const told = { type: 'typing', conversationId: group.id, number: alice.number };
  expect(await typingTo(forBob)).toEqual({ ...told, typing: true });
  conversation.awareness(say(writer, alice.number, false, 3));
  expect(await typingTo(forBob)).toEqual({ ...told, typing: false });
  // Beginning and ending as fast as possible is told at most twice a second.
  for (let i = 0; i < 200; i++) conversation.awareness(say(writer, alice.number, i % 2 === 0, 4 + i));
  await conversation.read();
  const direct = directIdOf(bob.userId as UserId, carol.userId as UserId);
  await bob.post('/api/conversations', { id: direct, kind: 'direct', members: [carol.userId] });
  await eventually('what comes later', async () =>
    (await forCarol.next('stateless')).message.type === 'feed' ? true : undefined,
  );
  const heard = (account: RawDocument) =>
    account.events.filter((event) => event.kind === 'stateless' && event.message.type === 'typing').length;
  expect(heard(forBob)).toBeLessThanOrEqual(2);
  expect([heard(forCarol), heard(forAlice)]).toEqual([0, 0]);
});
