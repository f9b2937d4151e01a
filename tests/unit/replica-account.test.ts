import * as decoding from 'lib0/decoding';
import { describe, expect, it } from 'vitest';
import { createPresence } from '../../client/replica/sync/presence.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import { FRAME } from '../../shared/protocol/wire.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { three } from '../support/account-devices.ts';
import { row } from '../support/device-row.ts';
import { texts } from '../support/fake-sync-server.ts';

const entry = (device: SimulatedDevice, id: ConversationId, messageId: MessageId) =>
  device.messages(id).find((one) => one.messageId === messageId);

describe('stars and hidden messages', () => {
  it('ACC-1 stars written apart on two devices are all kept, and a star taken away where it was seen is gone', async () => {
    const { harbour, one, two, id } = await three();
    const [first, second] = [await harbour.send(one, id, 'tide table'), await harbour.send(one, id, 'harbour dues')];
    await harbour.run();
    for (const device of [one, two]) device.setOnline(false);
    await harbour.answer(one.call('star', { conversationId: id, chapter: 0, messageId: first, on: true }));
    await harbour.answer(two.call('star', { conversationId: id, chapter: 0, messageId: second, on: true }));
    await harbour.run(100);
    expect(entry(one, id, first)?.starred).toBe(true);
    for (const device of [one, two]) device.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two]) expect(device.messages(id).map(({ starred }) => starred)).toEqual([true, true]);
    await harbour.answer(two.call('star', { conversationId: id, chapter: 0, messageId: first, on: false }));
    await harbour.run();
    expect(one.messages(id).map(({ starred }) => starred)).toEqual([false, true]);
    expect(
      await harbour.answer(one.call('star', { conversationId: id, chapter: 0, messageId: 'x' as MessageId, on: true })),
    ).toEqual({ ok: false, error: 'unknown' });
  });

  it('ACC-2 what is hidden is on none of the devices, is no unread message and no last one, and can be taken back', async () => {
    const { harbour, one, two, bob, id } = await three();
    await harbour.send(one, id, 'mine');
    await harbour.run();
    const theirs = await harbour.send(bob, id, 'not for me');
    await harbour.run();
    expect(row(two, id)).toMatchObject({ unread: 1, last: { text: 'not for me' } });
    const place = { conversationId: id, chapter: 0, messageId: theirs };
    await harbour.answer(one.call('star', { ...place, on: true }));
    await harbour.answer(one.call('hide', { ...place, on: true }));
    await harbour.run();
    for (const device of [one, two]) {
      expect(texts(device, id)).toEqual(['mine']);
      expect(row(device, id)).toMatchObject({ unread: 0, last: { text: 'mine' } });
    }
    expect(texts(bob, id)).toEqual(['mine', 'not for me']);
    // The chapter is closed after a start: the row looks into it.
    one.lookAway(id);
    await harbour.run();
    one.crash();
    one.start();
    await harbour.run();
    expect(row(one, id)).toMatchObject({ unread: 0, last: { text: 'mine' } });
    await harbour.send(bob, id, 'for me');
    await harbour.run();
    expect(row(one, id)).toMatchObject({ unread: 1, last: { text: 'for me' } });
    // Also when the last message is to be shown, and the hidden one stands before it in a closed chapter.
    one.crash();
    one.start();
    await harbour.run();
    expect(row(one, id)).toMatchObject({ unread: 1, last: { text: 'for me' } });
    one.look(id);
    await harbour.answer(two.call('hide', { ...place, on: false }));
    await harbour.run();
    expect(texts(one, id)).toEqual(['mine', 'not for me', 'for me']);
    expect(entry(one, id, theirs)?.starred).toBe(false);
  });
});

describe('what others tell', () => {
  it('LIST-8 a row whose latest message is too long for the facts looks into its chapter, and shows nothing until then', async () => {
    const { harbour, one, two, bob, id } = await three();
    const long = `long ${'word '.repeat(400)}`;
    two.lookAway(id);
    two.setOnline(false);
    await harbour.run();
    await harbour.send(bob, id, long);
    await harbour.run();
    expect(row(one, id)).toMatchObject({ unread: 1, last: { text: long, deleted: false } });
    two.crash();
    two.start();
    two.setOnline(true);
    await harbour.run();
    expect(row(two, id)).toMatchObject({ unread: 1, last: { text: long, deleted: false } });
    // The chapter is closed after a start without a connection, and is opened for the row.
    two.crash();
    two.setOnline(false);
    two.start();
    await harbour.run();
    expect(row(two, id)).toMatchObject({ unread: 1, last: { text: long, deleted: false } });
  });

  it('ACC-18 a row counts unread messages that name the person, or everybody, from the facts and from an open chapter alike', async () => {
    const { harbour, one, two, bob, id } = await three();
    const alice = await harbour.person('alice');
    two.lookAway(id);
    two.crash();
    two.start();
    await harbour.run();
    for (const mentions of [[{ by: alice.number, name: 'alice' }], undefined]) {
      const messageId = makeMessageId(harbour.scheduler.now, harbour.random);
      const body = { kind: 'text', text: '@alice', ...(mentions === undefined ? {} : { mentions }) } as const;
      await harbour.answer(bob.call('send', { conversationId: id, messageId, body }));
      await harbour.run(1_000);
    }
    await harbour.run();
    for (const device of [one, two]) expect(row(device, id)).toMatchObject({ unread: 2, mentions: 1 });
    one.setOnline(false);
    await harbour.answer(one.call('markRead', { conversationId: id }));
    expect(row(one, id)).toMatchObject({ unread: 0, mentions: 0 });
  });

  it('ACC-19 knows when people were last seen, and keeps that over a start', async () => {
    const { harbour, one, bob, id } = await three();
    await harbour.storage.facts.saw([{ userId: bob.userId, at: harbour.scheduler.now }]);
    const seen = harbour.scheduler.now;
    await harbour.send(bob, id, 'on');
    await harbour.run();
    const peer = () => one.views.get(id)?.members.find(({ userId }) => userId === bob.userId)?.seenAt;
    expect(peer()).toBe(seen);
    one.setOnline(false);
    one.crash();
    one.start();
    one.look(id);
    await harbour.run(1_000);
    expect(peer()).toBe(seen);
  });
});

describe('preferences', () => {
  it('ACC-8 preferences changed apart are all kept', async () => {
    const { harbour, one, two } = await three();
    for (const device of [one, two]) device.setOnline(false);
    await harbour.answer(one.call('setPreferences', { sound: true, skinTone: 3 }));
    await harbour.answer(two.call('setPreferences', { quiet: { from: 1320, to: 420 } }));
    for (const device of [one, two]) device.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two])
      expect(device.preferences).toMatchObject({ sound: true, skinTone: 3, quiet: { from: 1320, to: 420 } });
    await harbour.answer(two.call('setPreferences', { quiet: null }));
    await harbour.run();
    expect(one.preferences?.quiet).toBeUndefined();
    expect(await harbour.answer(one.call('setPreferences', { skinTone: 9 }))).toMatchObject({ ok: false });
  });

  it('ACC-9 the emoji used last stand first, on all devices, and no more than forty are kept', async () => {
    const { harbour, one, two } = await three();
    for (let i = 0; i < 45; i++) {
      await harbour.answer(one.call('usedEmoji', { emoji: String.fromCodePoint(0x1f300 + i) }));
      await harbour.run(10);
    }
    await harbour.answer(two.call('usedEmoji', { emoji: '⚓' }));
    await harbour.run();
    expect(one.preferences?.recentEmoji.slice(0, 2)).toEqual(['⚓', String.fromCodePoint(0x1f300 + 44)]);
    expect(two.preferences?.recentEmoji).toHaveLength(40);
    expect(two.preferences?.recentEmoji).toEqual(one.preferences?.recentEmoji);
  });
});

describe('typing', () => {
  it('ACC-14 shows in the row who types elsewhere, until it ends or nothing more is heard', async () => {
    const { harbour, one, id } = await three();
    one.lookAway(id);
    await harbour.run(100);
    const bob = await harbour.person('bob');
    const stranger = await harbour.person('mallory');
    const tell = (number: number, typing: boolean) => {
      const message = { type: 'typing', conversationId: id, number, typing } as const;
      void harbour.server?.cluster.tell({ kind: 'told', userIds: [one.userId], message });
      return harbour.run(1_000);
    };
    await tell(stranger.number, true);
    expect(row(one, id)?.typing).toEqual([]);
    await tell(bob.number, true);
    expect(row(one, id)?.typing).toEqual(['bob']);
    await harbour.run(5_000);
    await tell(bob.number, true);
    await harbour.run(5_000);
    expect(row(one, id)?.typing).toEqual(['bob']);
    await harbour.run(4_000);
    expect(row(one, id)?.typing).toEqual([]);
    await tell(bob.number, true);
    await tell(bob.number, false);
    expect(row(one, id)?.typing).toEqual([]);
    await tell(bob.number, true);
    one.setOnline(false);
    await harbour.run(100);
    expect(row(one, id)?.typing).toEqual([]);
  });
});

describe('privacy', () => {
  it('ACC-15 shows what was wished at once, keeps it until the server has it, and tells the other device', async () => {
    const { harbour, one, two } = await three();
    for (const device of [one, two]) device.setOnline(false);
    await harbour.answer(one.call('setPreferences', { readReceipts: false }));
    await harbour.run(100);
    expect(one.preferences).toMatchObject({ readReceipts: false, lastSeen: true });
    expect(one.connection?.unsent).toBe(1);
    one.crash();
    one.start();
    await harbour.run(2_000);
    expect(one.preferences).toMatchObject({ readReceipts: false, lastSeen: true });
    one.setOnline(true);
    await harbour.run(60_000);
    expect(one.connection?.unsent).toBe(0);
    two.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two]) expect(device.preferences).toMatchObject({ readReceipts: false, lastSeen: true });
    await harbour.answer(two.call('setPreferences', { readReceipts: true, lastSeen: false }));
    await harbour.run(60_000);
    for (const device of [one, two]) expect(device.preferences).toMatchObject({ readReceipts: true, lastSeen: false });
  });

  it('ACC-16 shows no receipts to who sends none, and announces no presence of who hides it', async () => {
    const { harbour, one, bob, id } = await three();
    const mine = await harbour.send(one, id, 'seen?');
    await harbour.run();
    await harbour.answer(bob.call('markRead', { conversationId: id }));
    await harbour.run(60_000);
    expect(entry(one, id, mine)?.state).toBe('read');
    await harbour.answer(one.call('setPreferences', { readReceipts: false, lastSeen: false }));
    await harbour.run(60_000);
    expect(entry(one, id, mine)?.state).toBe('delivered');
    const states: unknown[] = [];
    const from = (await harbour.person('alice')).number;
    bob.onFrame = (frame) => {
      const from = decoding.createDecoder(frame);
      decoding.readVarString(from);
      if (decoding.readVarUint(from) !== FRAME.awareness) return;
      const presence = createPresence(0);
      presence.receive(decoding.readVarUint8Array(from), harbour.scheduler.now);
      states.push(...presence.others(harbour.scheduler.now).keys());
    };
    one.lookAway(id);
    one.look(id);
    await harbour.answer(one.call('typing', { conversationId: id, typing: true }));
    await harbour.run(60_000);
    expect(states).not.toContain(from);
    await harbour.answer(one.call('setPreferences', { readReceipts: true, lastSeen: true }));
    await harbour.run(60_000);
    expect(entry(one, id, mine)?.state).toBe('read');
    expect(states).toContain(from);
  });
});
