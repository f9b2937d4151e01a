import { expect, it } from 'vitest';
import type { MessageEntry } from '../../client/channel/timeline-view.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

type Id = Parameters<typeof texts>[1];
const info = (device: SimulatedDevice, id: Id) => device.timelines.get(id)?.info;

/** Eight chapters of five messages; simulated devices begin with six messages and grow by four. */
const history = async () => {
  const harbour = new Harbour({ limits: { chapterMessages: 5 } });
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  for (let n = 0; n < 40; n++) {
    await harbour.send(alice, id, `${n}`);
    await harbour.run(2_000);
  }
  return { harbour, alice, bob, id };
};

it('TL-13 a window opens where reading stopped, moves to a message far back, a time and the end, and grows there', async () => {
  const { harbour, alice, bob, id } = await history();
  const entries = alice.messages(id);
  const far = entries.find(({ text }) => text === '3') as MessageEntry;
  expect(far).toBeDefined();
  bob.look(id);
  await harbour.run(20_000);
  // Forty are unread: the end is far from where the reading begins.
  expect(texts(bob, id)[0]).toBe('0');
  expect(info(bob, id)).toMatchObject({ hasOlder: false, hasNewer: true });

  expect(await harbour.answer(bob.call('jumpToEnd', { conversationId: id }))).toMatchObject({ ok: true });
  await harbour.run();
  expect(texts(bob, id).slice(-6)).toEqual(['34', '35', '36', '37', '38', '39']);
  expect(info(bob, id)).toMatchObject({ hasOlder: true, hasNewer: false });

  const { chapter, messageId } = far;
  const place = { conversationId: id, chapter, messageId };
  expect(await harbour.answer(bob.call('jump', place))).toEqual({ ok: true, value: { key: messageId } });
  await harbour.run();
  expect(texts(bob, id)).toContain('3');
  expect(texts(bob, id)).not.toContain('39');
  const before = texts(bob, id).length;
  await harbour.answer(bob.call('loadNewer', { conversationId: id }));
  await harbour.run();
  expect(texts(bob, id).length).toBe(before + 4);
  expect(texts(bob, id)).toEqual([...texts(bob, id)].sort((a, b) => Number(a) - Number(b)));

  const later = entries.find(({ text }) => text === '25') as MessageEntry;
  const found = await harbour.answer(bob.call('jumpToTime', { conversationId: id, at: later.at }));
  expect(found).toMatchObject({ ok: true });
  await harbour.run();
  const key = found?.ok ? found.value.key : '';
  const shown = bob.messages(id).find((entry) => entry.key === key);
  expect(Math.abs(Number(shown?.text) - 25)).toBeLessThanOrEqual(1);
  expect(await harbour.answer(bob.call('jumpToSeq', { conversationId: id, seq: 12 }))).toMatchObject({ ok: true });
  await harbour.run();
  expect(texts(bob, id)).toContain('11');
});

it('TL-15 a quote opens the chapter it comes from; where that cannot be had it says so', async () => {
  const { harbour, alice, bob, id } = await history();
  const far = alice.messages(id).find(({ text }) => text === '3') as MessageEntry;
  const messageId = makeMessageId(harbour.scheduler.now, harbour.random);
  const reply = { chapter: far.chapter, id: far.messageId };
  await harbour.answer(
    alice.call('send', { conversationId: id, messageId, body: { kind: 'text', text: 'as you said', reply } }),
  );
  bob.look(id);
  await harbour.run();
  await harbour.answer(bob.call('jumpToEnd', { conversationId: id }));
  await harbour.run(20_000);
  const answer = bob.messages(id).find(({ text }) => text === 'as you said');
  expect(answer?.quote).toMatchObject({ state: 'here', text: '3', author: 'alice' });
  expect(texts(bob, id)).not.toContain('3');
});

it('MSG-16 a contact card cannot give a person another name or number', async () => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  const mallory = await harbour.device('mallory', 'mallory');
  const bob = await harbour.person('bob');
  const carol = await harbour.person('carol');
  const id = await harbour.direct(alice, 'mallory');
  await harbour.direct(alice, 'bob');
  mallory.look(id);
  await harbour.run();
  // Bob's number under Carol's account, and another name for Bob himself.
  const forged = [
    { kind: 'contact', userId: carol.userId, by: bob.number, name: 'The administrator' },
    { kind: 'contact', userId: bob.userId, by: bob.number, name: 'The administrator' },
  ] as const;
  for (const body of forged) {
    const messageId = makeMessageId(harbour.scheduler.now, harbour.random);
    await harbour.answer(mallory.call('send', { conversationId: id, messageId, body }));
  }
  await harbour.run();
  expect(alice.messages(id).map(({ body }) => (body?.kind === 'contact' ? body.name : ''))).toEqual([
    'The administrator',
    'bob',
  ]);
  for (const { userId, by, name } of forged)
    await harbour.answer(alice.call('startDirect', { person: { userId, number: by, name } }));
  await harbour.run();
  const titles = alice.conversations.map(({ title }) => title).sort();
  expect(titles).toEqual(['bob', 'carol', 'mallory']);
});

it('TL-22 an answer counts as new until it is read, wherever that is', async () => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  const asked = await harbour.send(alice, id, 'the question');
  bob.look(id);
  await harbour.run();
  const messageId = makeMessageId(harbour.scheduler.now, harbour.random);
  const reply = { chapter: 0, id: asked };
  await harbour.answer(
    bob.call('send', { conversationId: id, messageId, body: { kind: 'text', text: 'the answer', reply } }),
  );
  await harbour.run();
  const replies = () => alice.messages(id).find((entry) => entry.messageId === asked)?.replies;
  expect(replies()).toEqual({ count: 1, unread: 1 });
  await harbour.answer(alice.call('markRead', { conversationId: id, seq: 2 }));
  await harbour.run();
  expect(replies()).toEqual({ count: 1, unread: 0 });
});
