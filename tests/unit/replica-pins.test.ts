import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour } from '../support/fake-sync-server.ts';
import { crew, entry, newId, place, poll, sendBody } from '../support/message-crew.ts';

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
