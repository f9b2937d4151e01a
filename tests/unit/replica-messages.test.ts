import { describe, expect, it } from 'vitest';
import type { MessageBody } from '../../shared/envelope/body.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const newId = (harbour: Harbour) => makeMessageId(harbour.scheduler.now, harbour.random);
const newEdit = (harbour: Harbour) => makeEditId(harbour.scheduler.now, harbour.random);

const sendBody = async (
  harbour: Harbour,
  device: SimulatedDevice,
  conversationId: ConversationId,
  body: MessageBody,
) => {
  const messageId = newId(harbour);
  const result = await harbour.answer(device.call('send', { conversationId, messageId, body }));
  return { messageId, result };
};

/** A group of Alice (owner), Bob and Carol, on screen everywhere. */
const crew = async (harbour: Harbour) => {
  const [alice, bob, carol] = [
    await harbour.device('alice', 'alice'),
    await harbour.device('bob', 'bob'),
    await harbour.device('carol', 'carol'),
  ];
  const id = makeGroupId(harbour.scheduler.now, harbour.random);
  const members = [await harbour.person('bob'), await harbour.person('carol')];
  await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Crew', members }));
  await harbour.run();
  for (const device of [alice, bob, carol]) device.look(id);
  await harbour.run();
  return { alice, bob, carol, id };
};
const place = (conversationId: ConversationId, messageId: MessageId) => ({ conversationId, chapter: 0, messageId });
const poll = (more: Partial<Extract<MessageBody, { kind: 'poll' }>> = {}): MessageBody => ({
  kind: 'poll',
  text: 'Where to?',
  options: ['Skye', 'Mull'],
  multiple: false,
  anonymous: false,
  ...more,
});
const entry = (device: SimulatedDevice, id: ConversationId, messageId: MessageId) =>
  device.messages(id).find((one) => one.messageId === messageId);

describe('sending', () => {
  it('MSG-1 takes every kind of message that fits, and says in a word what does not', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const error = async (device: SimulatedDevice, body: MessageBody) => {
      const { result } = await sendBody(harbour, device, id, body);
      return result.ok ? 'sent' : result.error;
    };
    expect(await error(bob, { kind: 'text', text: ' \n' })).toBe('empty');
    expect(await error(bob, { kind: 'text', text: 'x'.repeat(20_001) })).toBe('too-long');
    expect(await error(bob, { kind: 'text', text: '@all', everyone: true })).toBe('not-allowed');
    expect(await error(alice, { kind: 'text', text: '@all', everyone: true })).toBe('sent');
    expect(await error(bob, poll({ text: ' ' }))).toBe('empty');
    expect(await error(bob, poll({ options: ['one'] }))).toBe('empty');
    expect(await error(bob, poll({ options: ['one', 'x'.repeat(121)] }))).toBe('too-long');
    expect(await error(bob, poll({ options: Array.from({ length: 13 }, (_, i) => `${i}`) }))).toBe('too-many');
    expect(await error(bob, poll())).toBe('sent');
    expect(await error(bob, { kind: 'location', latitude: 57.1, longitude: -6.2 })).toBe('sent');
    expect(await error(bob, { kind: 'contact', userId: 'user-carol', by: 1026, name: 'carol' })).toBe('sent');
    await harbour.run();
    expect(texts(alice, id)).toEqual(['@all', '📊 Where to?', '📍 57.1,-6.2', '👤 carol']);
  });

  it('MSG-2 keeps the mentions of an edit, lets only the author edit texts, and lists the versions', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId } = await sendBody(harbour, bob, id, { kind: 'text', text: 'ahoy' });
    await harbour.run();
    const edit = { ...place(id, messageId), editId: newEdit(harbour), text: '@alice ahoy' };
    expect(await harbour.answer(alice.call('edit', edit))).toEqual({ ok: false, error: 'not-allowed' });
    expect(await harbour.answer(bob.call('edit', { ...edit, everyone: true }))).toEqual({
      ok: false,
      error: 'not-allowed',
    });
    const mentions = [{ by: (await harbour.person('alice')).number, name: 'alice' }];
    expect((await harbour.answer(bob.call('edit', { ...edit, mentions }))).ok).toBe(true);
    await harbour.run();
    expect(entry(alice, id, messageId)?.body).toMatchObject({ text: '@alice ahoy', mentions });
    const versions = await harbour.answer(alice.call('versions', place(id, messageId)));
    expect(versions).toMatchObject({ ok: true, value: { versions: [{ text: 'ahoy' }, { text: '@alice ahoy' }] } });
    const question = await sendBody(harbour, bob, id, poll());
    expect(
      await harbour.answer(
        bob.call('edit', { ...place(id, question.messageId), editId: newEdit(harbour), text: 'else?' }),
      ),
    ).toEqual({ ok: false, error: 'not-allowed' });
  });

  it('MSG-41 tells those its text names, and in a group the author of what it answers, through edits and closing', async () => {
    const harbour = new Harbour();
    const { alice, bob, carol, id } = await crew(harbour);
    for (const device of [alice, carol]) device.lookAway(id);
    const mentions = (device: SimulatedDevice) => device.conversations.find((one) => one.id === id)?.mentions;
    const counts = async () => {
      await harbour.run();
      // As the server counts, which reads no text.
      const facts = [alice, carol].map(async ({ userId }) => {
        const { conversations } = await harbour.storage.facts.feed(userId, 0, 100);
        return conversations.find((one) => one.id === id)?.mentions;
      });
      expect(await Promise.all(facts)).toEqual([mentions(alice), mentions(carol)]);
      return [mentions(alice), mentions(carol)];
    };
    const hers = await sendBody(harbour, alice, id, { kind: 'text', text: 'ahoy' });
    await harbour.run();
    const reply = { chapter: 0, id: hers.messageId };
    const answer = await sendBody(harbour, bob, id, { kind: 'text', text: 'ahoy yourself', reply });
    expect(await counts()).toEqual([1, 0]);
    const names = [{ by: (await harbour.person('carol')).number, name: 'carol' }];
    const edit = { ...place(id, answer.messageId), editId: newEdit(harbour), text: '@carol too', mentions: names };
    expect((await harbour.answer(bob.call('edit', edit))).ok).toBe(true);
    expect(await counts()).toEqual([1, 1]);
    const again = { ...place(id, answer.messageId), editId: newEdit(harbour), text: 'nobody else' };
    expect((await harbour.answer(bob.call('edit', again))).ok).toBe(true);
    expect(await counts()).toEqual([1, 0]);
    const question = await sendBody(harbour, bob, id, poll({ reply }));
    expect(await counts()).toEqual([2, 0]);
    await harbour.answer(bob.call('closePoll', { ...place(id, question.messageId), editId: newEdit(harbour) }));
    expect(await counts()).toEqual([2, 0]);
    // Of one's own message nobody is told, nor between two people.
    await sendBody(harbour, alice, id, { kind: 'text', text: 'to myself', reply });
    const two = await harbour.direct(bob, 'carol');
    await harbour.run();
    const first = await harbour.send(carol, two, 'ahoy');
    await harbour.run();
    await sendBody(harbour, bob, two, { kind: 'text', text: 'ahoy', reply: { chapter: 0, id: first } });
    await harbour.run();
    expect(carol.conversations.map((one) => one.mentions)).toEqual([0, 0]);
  });

  it('MSG-3 opens no chapter that does not exist', async () => {
    const harbour = new Harbour();
    const { alice, id } = await crew(harbour);
    const nowhere = { conversationId: id, chapter: 77, messageId: newId(harbour) };
    expect(await harbour.answer(alice.call('react', { ...nowhere, emoji: '👍', on: true }))).toEqual({
      ok: false,
      error: 'unknown',
    });
    const { messageId } = await sendBody(harbour, alice, id, { kind: 'text', text: 'still here' });
    expect(entry(alice, id, messageId)?.chapter).toBe(0);
  });
});

describe('polls', () => {
  it('MSG-4 counts a vote of each once, lets it be changed and taken back, and merges votes made apart', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId } = await sendBody(harbour, alice, id, poll());
    await harbour.run();
    const vote = (device: SimulatedDevice, choices: number[]) =>
      harbour.answer(device.call('vote', { ...place(id, messageId), choices }));
    expect(await vote(bob, [0, 1])).toEqual({ ok: false, error: 'too-many' });
    expect(await vote(bob, [2])).toEqual({ ok: false, error: 'unknown' });
    await vote(bob, [0]);
    await harbour.run();
    alice.setOnline(false);
    bob.setOnline(false);
    await vote(alice, [0]);
    await vote(bob, [1]);
    alice.setOnline(true);
    bob.setOnline(true);
    await harbour.run(60_000);
    for (const device of [alice, bob])
      expect(entry(device, id, messageId)?.poll).toMatchObject({
        voters: 2,
        closed: false,
        options: [
          { count: 1, names: ['alice'] },
          { count: 1, names: ['bob'] },
        ],
      });
    await vote(bob, []);
    await harbour.run();
    expect(entry(alice, id, messageId)?.poll?.voters).toBe(1);
  });

  it('MSG-5 is closed by its author only, once, and offers no votes then', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId } = await sendBody(harbour, bob, id, poll({ anonymous: true }));
    await harbour.run();
    const close = (device: SimulatedDevice) =>
      harbour.answer(device.call('closePoll', { ...place(id, messageId), editId: newEdit(harbour) }));
    expect(await close(alice)).toEqual({ ok: false, error: 'not-allowed' });
    expect(entry(bob, id, messageId)?.may).toMatchObject({ vote: true, closePoll: true, edit: false });
    await harbour.answer(alice.call('vote', { ...place(id, messageId), choices: [0] }));
    await close(bob);
    await harbour.run();
    expect(await harbour.answer(alice.call('vote', { ...place(id, messageId), choices: [1] }))).toEqual({
      ok: false,
      error: 'not-allowed',
    });
    for (const device of [alice, bob]) {
      expect(entry(device, id, messageId)).toMatchObject({
        edited: false,
        may: { vote: false, closePoll: false },
        poll: { closed: true, voters: 1 },
      });
      expect(entry(device, id, messageId)?.poll?.options[0]?.names).toEqual([]);
    }
  });
});

describe('pins and settings', () => {
  it('MSG-6 pins by role, up to the bound, and the same for all', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId } = await sendBody(harbour, bob, id, { kind: 'text', text: 'anchor here' });
    await harbour.run();
    expect(await harbour.answer(bob.call('pin', { ...place(id, messageId), on: true }))).toEqual({
      ok: false,
      error: 'not-allowed',
    });
    expect((await harbour.answer(alice.call('pin', { ...place(id, messageId), on: true }))).ok).toBe(true);
    await harbour.run();
    expect(entry(bob, id, messageId)).toMatchObject({ pinned: true, may: { pin: false } });
    expect(bob.views.get(id)).toMatchObject({
      mayPin: false,
      pins: [{ messageId, text: 'anchor here', author: 'bob' }],
    });
    await harbour.answer(alice.call('pin', { ...place(id, messageId), on: false }));
    await harbour.run();
    expect(entry(bob, id, messageId)?.pinned).toBe(false);
  });

  it('MSG-6 the latest pin stands first, also after the clock was set back', async () => {
    const harbour = new Harbour();
    const { alice, id } = await crew(harbour);
    const ids: MessageId[] = [];
    for (let i = 0; i < 3; i++)
      ids.push((await sendBody(harbour, alice, id, { kind: 'text', text: `${i}` })).messageId);
    await harbour.run();
    for (const messageId of ids) {
      await harbour.answer(alice.call('pin', { ...place(id, messageId), on: true }));
      alice.skew -= 60_000;
    }
    await harbour.run();
    expect(alice.views.get(id)?.pins.map((one) => one.messageId)).toEqual(ids.toReversed());
  });

  it('MSG-6 leaves out pins of deleted messages, and takes no more than 50', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const ids: MessageId[] = [];
    for (let i = 0; i < 51; i++)
      ids.push((await sendBody(harbour, alice, id, { kind: 'text', text: `${i}` })).messageId);
    await harbour.run();
    const results = [];
    for (const messageId of ids)
      results.push((await harbour.answer(alice.call('pin', { ...place(id, messageId), on: true }))).ok);
    expect(results.filter((ok) => ok).length).toBe(50);
    expect(results.at(-1)).toBe(false);
    await harbour.run();
    expect(
      bob.views
        .get(id)
        ?.pins.map(({ text }) => text)
        .slice(0, 2),
    ).toEqual(['49', '48']);
    const gone = ids[49];
    if (gone === undefined) throw new Error('no message');
    await harbour.answer(alice.call('remove', place(id, gone)));
    await harbour.run(10_000);
    expect(bob.views.get(id)?.pins.length).toBe(49);
    const last = ids[50];
    if (last === undefined) throw new Error('no message');
    expect((await harbour.answer(alice.call('pin', { ...place(id, last), on: true }))).ok).toBe(true);
  });

  it('MSG-6 holds the bound when two devices pin apart: what came first stays, the same everywhere', async () => {
    const harbour = new Harbour();
    const [alice, laptop, bob] = [
      await harbour.device('alice', 'alice'),
      await harbour.device('laptop', 'alice'),
      await harbour.device('bob', 'bob'),
    ];
    const id = await harbour.direct(alice, 'bob');
    const ids: MessageId[] = [];
    for (let i = 0; i < 52; i++)
      ids.push((await sendBody(harbour, alice, id, { kind: 'text', text: `${i}` })).messageId);
    await harbour.run();
    const devices = [alice, laptop, bob];
    for (const device of devices) device.look(id);
    await harbour.run();
    const pin = async (device: SimulatedDevice, messageId: MessageId | undefined, on = true) => {
      if (messageId === undefined) throw new Error('no message');
      return harbour.answer(device.call('pin', { ...place(id, messageId), on }));
    };
    for (const messageId of ids.slice(0, 48)) await pin(alice, messageId);
    await harbour.run();
    for (const device of devices) device.setOnline(false);
    for (const [device, at] of [
      [alice, 48],
      [alice, 49],
      [laptop, 49],
      [laptop, 50],
      [bob, 51],
    ] as const)
      expect((await pin(device, ids[at])).ok).toBe(true);
    await pin(bob, ids[0], false);
    for (const device of devices) {
      device.setOnline(true);
      await harbour.run(60_000);
    }
    const pinned = (device: SimulatedDevice) => device.views.get(id)?.pins.map(({ text }) => text) ?? [];
    expect(pinned(alice).length).toBe(50);
    expect(pinned(alice)).toEqual(expect.arrayContaining(['48', '49']));
    for (const device of [laptop, bob]) expect(pinned(device)).toEqual(pinned(alice));
    for (const device of devices) expect(device.connection?.unsent).toBe(0);
  });

  it('MSG-12 changes how long messages stay, by role in groups and by both in a direct conversation', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const set = (device: SimulatedDevice, conversationId: ConversationId) =>
      harbour.answer(device.call('setDisappear', { conversationId, seconds: 86_400 }));
    expect(await set(bob, id)).toEqual({ ok: false, error: 'not-allowed' });
    expect((await set(alice, id)).ok).toBe(true);
    expect(alice.views.get(id)?.disappear).toBe(86_400);
    await harbour.run();
    expect(bob.views.get(id)).toMatchObject({ disappear: 86_400, maySettings: false });
    const direct = await harbour.direct(alice, 'bob');
    await harbour.run();
    bob.look(direct);
    await harbour.run();
    expect((await set(bob, direct)).ok).toBe(true);
    await harbour.run();
    expect(alice.views.get(direct)).toMatchObject({ disappear: 86_400, maySettings: true });
  });

  it('MSG-13 leads to the messages that name one and were unread at opening', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    bob.lookAway(id);
    const mentions = [{ by: (await harbour.person('bob')).number, name: 'bob' }];
    await sendBody(harbour, alice, id, { kind: 'text', text: 'hello' });
    await sendBody(harbour, alice, id, { kind: 'text', text: '@bob hello', mentions });
    await sendBody(harbour, alice, id, { kind: 'text', text: '@all hello', everyone: true });
    await harbour.run(20_000);
    bob.look(id);
    await harbour.run();
    expect(bob.views.get(id)?.mentionSeqs).toEqual([2, 3]);
    await harbour.answer(bob.call('markRead', { conversationId: id, seq: 3 }));
    await harbour.run(20_000);
    expect(bob.views.get(id)?.mentionSeqs).toEqual([2, 3]);
    expect(alice.views.get(id)?.mentionSeqs).toEqual([]);
  });
});

describe('forwarding', () => {
  it('MSG-7 writes what was said into other conversations, once, and nothing of where it was said', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId: first } = await sendBody(harbour, alice, id, {
      kind: 'text',
      text: '@all hands',
      everyone: true,
    });
    const { messageId: second } = await sendBody(harbour, bob, id, {
      kind: 'text',
      text: '@alice aye',
      mentions: [{ by: (await harbour.person('alice')).number, name: 'alice' }],
      reply: { chapter: 0, id: first },
    });
    await harbour.run();
    const direct = await harbour.direct(alice, 'dave');
    const input = {
      conversationId: id,
      messages: [first, second].map((messageId) => ({ chapter: 0, messageId })),
      to: [{ conversationId: direct, messageIds: [newId(harbour), newId(harbour)] }],
    };
    for (let i = 0; i < 2; i++) expect((await harbour.answer(alice.call('forward', input))).ok).toBe(true);
    await harbour.run();
    expect(alice.messages(direct).map(({ body }) => body)).toEqual([
      { kind: 'text', text: '@all hands', forwarded: true },
      { kind: 'text', text: '@alice aye', forwarded: true },
    ]);
    const gone = { ...input, messages: [{ chapter: 0, messageId: newId(harbour) }] };
    expect(await harbour.answer(alice.call('forward', gone))).toEqual({ ok: false, error: 'unknown' });
  });
});

describe('details', () => {
  it('MSG-8 tells from the device who has a message, and names each', async () => {
    const harbour = new Harbour();
    const { alice, bob, carol, id } = await crew(harbour);
    carol.setOnline(false);
    await harbour.run();
    const { messageId } = await sendBody(harbour, alice, id, { kind: 'text', text: 'who has it?' });
    await harbour.run(20_000);
    await harbour.answer(bob.call('markRead', { conversationId: id, seq: 1 }));
    await harbour.run(20_000);
    const details = () => harbour.answer(alice.call('details', place(id, messageId)));
    const people = [
      { name: 'bob', state: 'read' },
      { name: 'carol', state: 'sent' },
    ];
    const known = { others: 2, delivered: 1, read: 1, people };
    const told = await details();
    expect(told).toMatchObject({ ok: true, value: { ...known, complete: true } });
    const [first] = told.ok ? told.value.people : [];
    expect(first?.readAt).toBeGreaterThanOrEqual(first?.deliveredAt ?? Number.POSITIVE_INFINITY);
    alice.setOnline(false);
    await harbour.run(1_000);
    const here = await details();
    expect(here).toMatchObject({ ok: true, value: { ...known, complete: false } });
    expect(here.ok && here.value.people[0]?.readAt).toBe(undefined);
  });

  it('ACC-16 who sends no read receipts is not shown those that the device knows from before', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await crew(harbour);
    const { messageId } = await sendBody(harbour, alice, id, { kind: 'text', text: 'who has it?' });
    await harbour.run(20_000);
    await harbour.answer(bob.call('markRead', { conversationId: id, seq: 1 }));
    await harbour.run(20_000);
    const bobs = async () => {
      const told = await harbour.answer(alice.call('details', place(id, messageId)));
      return told.ok ? told.value.people.find(({ name }) => name === 'bob')?.state : undefined;
    };
    expect(await bobs()).toBe('read');
    await harbour.answer(alice.call('setPreferences', { readReceipts: false }));
    await harbour.run(20_000);
    expect(await bobs()).toBe('delivered');
    alice.setOnline(false);
    await harbour.run(1_000);
    expect(await bobs()).toBe('delivered');
  });
});

describe('what was not sent', () => {
  it('REP-33 is sent again as what it was, once, wherever the try breaks off', async () => {
    for (let ms = 0; ms <= 40; ms += 4) {
      const harbour = new Harbour();
      const { alice, bob, id } = await crew(harbour);
      const person = await harbour.person('bob');
      bob.setOnline(false);
      await sendBody(harbour, bob, id, poll());
      await harbour.run();
      await harbour.answer(alice.call('removeMember', { conversationId: id, userId: person.userId }));
      bob.setOnline(true);
      await harbour.run(60_000);
      expect(bob.notSent).toMatchObject([{ text: '📊 Where to?\nSkye\nMull' }]);
      await harbour.answer(alice.call('addMember', { conversationId: id, person }));
      await harbour.run(60_000);
      const key = bob.notSent[0]?.key ?? '';
      void bob.call('retryNotSent', { key });
      await harbour.run(ms);
      bob.crash();
      bob.start();
      await harbour.run(2_000);
      if (bob.notSent.length > 0) await harbour.answer(bob.call('retryNotSent', { key }));
      await harbour.run(60_000);
      expect(bob.notSent).toEqual([]);
      expect(alice.messages(id).filter(({ poll: one }) => one !== undefined)).toHaveLength(1);
    }
  });
});
