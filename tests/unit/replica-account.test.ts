import { describe, expect, it } from 'vitest';
import { type ConversationRow, FOREVER } from '../../client/channel/projections.ts';
import { createPresence } from '../../client/replica/sync/presence.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const row = (device: SimulatedDevice, id: string): ConversationRow | undefined =>
  device.conversations.find((one) => one.id === id);
const entry = (device: SimulatedDevice, id: ConversationId, messageId: MessageId) =>
  device.messages(id).find((one) => one.messageId === messageId);
const arranged = (device: SimulatedDevice, id: string) => {
  const { pinned, archived, mutedUntil, mentionsOnly, markedUnread } = row(device, id) ?? {};
  return { pinned, archived, mutedUntil, mentionsOnly, markedUnread };
};

/** Two devices of Alice and one of Bob, with a conversation they have open. */
const three = async (limits: Partial<Limits> = {}) => {
  const harbour = new Harbour({ limits });
  const one = await harbour.device('alice-1', 'alice');
  const two = await harbour.device('alice-2', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(one, 'bob');
  await harbour.run();
  two.look(id);
  bob.look(id);
  await harbour.run();
  return { harbour, one, two, bob, id };
};

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

describe('arranging', () => {
  it('ACC-3 devices that arrange different things of a conversation apart keep all of them', async () => {
    const { harbour, one, two, id } = await three();
    for (const device of [one, two]) device.setOnline(false);
    await harbour.answer(one.call('arrange', { conversationId: id, pinned: true, mentionsOnly: true }));
    await harbour.answer(two.call('arrange', { conversationId: id, mutedUntil: FOREVER, markedUnread: true }));
    await harbour.run(100);
    expect(arranged(two, id)).toMatchObject({ pinned: false, mutedUntil: FOREVER, markedUnread: true });
    for (const device of [one, two]) device.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two])
      expect(arranged(device, id)).toEqual({
        pinned: true,
        archived: false,
        mutedUntil: FOREVER,
        mentionsOnly: true,
        markedUnread: true,
      });
    await harbour.answer(
      one.call('arrange', { conversationId: id, pinned: false, mutedUntil: 0, mentionsOnly: false }),
    );
    await harbour.run();
    expect(arranged(two, id)).toMatchObject({ pinned: false, mutedUntil: 0, mentionsOnly: false });
  });

  it('ACC-20 a mute for a time ends soon after the clock was set past its end', async () => {
    const { harbour, one, id } = await three();
    const mutedUntil = harbour.scheduler.now + 3 * HOUR;
    await harbour.answer(one.call('arrange', { conversationId: id, mutedUntil }));
    await harbour.run(HOUR);
    expect(arranged(one, id)).toMatchObject({ mutedUntil });
    one.skew = 4 * HOUR;
    await harbour.run(6 * MINUTE);
    expect(arranged(one, id)).toMatchObject({ mutedUntil: 0 });
  });

  it('ACC-4 pinned conversations stand first, in the order in which they were pinned', async () => {
    const { harbour, one, id } = await three();
    const second = await harbour.direct(one, 'carol');
    const third = await harbour.direct(one, 'dave');
    await harbour.run();
    const order = () => one.conversations.map((each) => each.id);
    expect(order()).toEqual([third, second, id]);
    for (const each of [id, second]) {
      await harbour.answer(one.call('arrange', { conversationId: each, pinned: true }));
      await harbour.run(1_000);
    }
    await harbour.send(one, second, 'newest');
    await harbour.run();
    expect(order()).toEqual([id, second, third]);
  });

  it('ACC-5 a new message of others takes a conversation out of the archive, and not when it is muted', async () => {
    const { harbour, one, two, bob, id } = await three();
    await harbour.send(bob, id, 'before');
    await harbour.run();
    one.lookAway(id);
    two.lookAway(id);
    await harbour.answer(one.call('arrange', { conversationId: id, archived: true, mutedUntil: FOREVER }));
    await harbour.run();
    expect(arranged(two, id)).toMatchObject({ archived: true });
    await harbour.send(bob, id, 'muted');
    await harbour.run();
    expect(arranged(two, id)).toMatchObject({ archived: true });
    await harbour.answer(one.call('arrange', { conversationId: id, archived: true, mutedUntil: 0 }));
    await harbour.run();
    expect(arranged(two, id)).toMatchObject({ archived: true });
    await harbour.send(bob, id, 'new');
    await harbour.run();
    for (const device of [one, two]) expect(arranged(device, id)).toMatchObject({ archived: false });
    await harbour.answer(one.call('markRead', { conversationId: id }));
    await harbour.run();
    expect(row(two, id)).toMatchObject({ unread: 0, archived: false });
  });

  it('ACC-6 the mark of unread goes when the conversation is opened, or read further', async () => {
    const { harbour, one, two, bob, id } = await three();
    one.lookAway(id);
    two.lookAway(id);
    await harbour.answer(one.call('arrange', { conversationId: id, markedUnread: true }));
    await harbour.run();
    expect(row(two, id)?.markedUnread).toBe(true);
    two.look(id);
    await harbour.run();
    for (const device of [one, two]) expect(row(device, id)?.markedUnread).toBe(false);
    await harbour.answer(one.call('arrange', { conversationId: id, markedUnread: true }));
    await harbour.send(bob, id, 'more');
    await harbour.run();
    expect(row(two, id)?.markedUnread).toBe(true);
    await harbour.answer(two.call('markRead', { conversationId: id }));
    await harbour.run(60_000);
    for (const device of [one, two]) expect(row(device, id)).toMatchObject({ markedUnread: false, unread: 0 });
  });

  it('ACC-7 a row that looks the same stays the same object', async () => {
    const { harbour, one, bob, id } = await three();
    const other = await harbour.direct(one, 'carol');
    await harbour.run();
    const before = row(one, other);
    await harbour.send(bob, id, 'hello');
    await harbour.run();
    expect(row(one, other)).toBe(before);
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

describe('drafts', () => {
  it('ACC-10 a draft has what it answers or edits; an edit begun never costs the new message', async () => {
    const { harbour, one, two, bob, id } = await three();
    const [mine, theirs] = [await harbour.send(one, id, 'tide at nine'), await harbour.send(bob, id, 'nine or ten?')];
    await harbour.run();
    const reply = { kind: 'reply', chapter: 0, messageId: theirs } as const;
    const edit = { kind: 'edit', chapter: 0, messageId: mine } as const;
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'ten', target: reply }));
    await harbour.run();
    expect(row(two, id)?.draft).toEqual({ text: 'ten', target: reply, edit: '' });
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: 'tide at ten', target: edit }));
    await harbour.run();
    expect(row(one, id)?.draft).toEqual({ text: 'ten', target: edit, edit: 'tide at ten' });
    const editId = makeEditId(harbour.scheduler.now, harbour.random);
    await harbour.answer(
      one.call('edit', { conversationId: id, chapter: 0, messageId: mine, editId, text: 'tide at ten' }),
    );
    await harbour.run();
    expect(row(two, id)?.draft).toEqual({ text: 'ten', target: undefined, edit: '' });
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: 'other words', target: edit }));
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: 'ten' }));
    await harbour.run();
    expect(row(one, id)?.draft).toEqual({ text: 'ten', target: undefined, edit: '' });
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: '', target: edit }));
    await harbour.run();
    expect(row(one, id)?.draft).toEqual({ text: 'ten', target: edit, edit: '' });
  });

  it('ACC-11 sending takes the words and the answered message out of the draft; what another device went on with stays with both', async () => {
    const { harbour, one, two, bob, id } = await three();
    const theirs = await harbour.send(bob, id, 'nine or ten?');
    await harbour.run();
    const target = { kind: 'reply', chapter: 0, messageId: theirs } as const;
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'ten', target }));
    await harbour.run();
    const send = async () => {
      const messageId = (await harbour.send(bob, id, 'x')).replace(/.$/, 'Z') as MessageId;
      const body = { kind: 'text', text: 'ten', reply: { chapter: 0, id: theirs } } as const;
      await harbour.answer(one.call('send', { conversationId: id, messageId, body }));
    };
    await send();
    await harbour.run();
    expect(row(two, id)?.draft).toEqual({ text: '', target: undefined, edit: '' });
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'ten', target }));
    await harbour.run();
    two.setOnline(false);
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: 'ten sharp', target }));
    await send();
    await harbour.run();
    expect(row(one, id)?.draft.text).toBe('');
    two.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two])
      expect(row(device, id)?.draft).toMatchObject({ text: expect.stringContaining('sharp'), target });
  });

  it('MSG-40 an answer begun in a thread goes on at the other device, apart from the message begun beside it', async () => {
    const { harbour, one, two, bob, id } = await three();
    const messageId = await harbour.send(bob, id, 'who rows?');
    await harbour.run();
    const thread = { chapter: 0, messageId };
    for (const device of [one, two]) device.lookAtThread(id, thread);
    const save = (device: SimulatedDevice, text: string) =>
      harbour.answer(device.call('saveThreadDraft', { conversationId: id, thread, text }));
    const draft = (device: SimulatedDevice) => device.thread(id, thread)?.draft;
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'I do' }));
    await save(one, 'I do');
    await harbour.run();
    expect(draft(two)).toBe('I do');
    two.setOnline(false);
    await save(two, 'I do, and my brother');
    const send = (await harbour.send(bob, id, 'x')).replace(/.$/, 'Z') as MessageId;
    const body = { kind: 'text', text: 'I do', reply: { chapter: 0, id: messageId } } as const;
    await harbour.answer(one.call('send', { conversationId: id, messageId: send, body, thread }));
    await harbour.run();
    expect(draft(one)).toBe('');
    expect(row(one, id)?.draft.text).toBe('I do');
    two.crash();
    two.start();
    two.look(id);
    two.lookAtThread(id, thread);
    await harbour.run(5_000);
    expect(draft(two)).toBe('I do, and my brother');
    two.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two]) {
      expect(draft(device)).toContain('and my brother');
      expect(row(device, id)?.draft.text).toBe('I do');
    }
  });

  it('ACC-12 when the message is deleted that a draft is about, the words stay without it', async () => {
    const { harbour, one, two, id } = await three();
    const mine = await harbour.send(one, id, 'to be gone');
    await harbour.run();
    const target = { kind: 'edit', chapter: 0, messageId: mine } as const;
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'a new one' }));
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'to stay', target }));
    await harbour.run();
    await harbour.answer(two.call('remove', { conversationId: id, chapter: 0, messageId: mine }));
    await harbour.run(10_000);
    for (const device of [one, two])
      expect(row(device, id)?.draft).toEqual({ text: 'a new one\nto stay', target: undefined, edit: '' });
  });
});

describe('starred messages', () => {
  it('ACC-13 lists starred messages of held and of fetched chapters, and lets stars of deleted ones go', async () => {
    const { harbour, one, two, bob, id } = await three();
    const other = await harbour.direct(one, 'carol');
    const ids: MessageId[] = [];
    for (const [where, text] of [
      [id, 'first'],
      [other, 'second'],
      [id, 'third'],
    ] as const) {
      ids.push(await harbour.send(one, where, text));
      await harbour.run(1_000);
      const place = { conversationId: where, chapter: 0, messageId: ids.at(-1) ?? ('' as MessageId) };
      await harbour.answer(one.call('star', { ...place, on: true }));
      await harbour.run(1_000);
    }
    await harbour.run();
    const list = async (device: SimulatedDevice) => {
      const result = await harbour.answer(device.call('starred', {}));
      return result.ok ? result.value.messages.map(({ text, conversationTitle }) => [text, conversationTitle]) : result;
    };
    expect(await list(one)).toEqual([
      ['third', 'bob'],
      ['second', 'carol'],
      ['first', 'bob'],
    ]);
    // A new device has none of the chapters.
    const three2 = await harbour.device('alice-3', 'alice');
    await harbour.run();
    expect(await list(three2)).toEqual([
      ['third', 'bob'],
      ['second', 'carol'],
      ['first', 'bob'],
    ]);
    await harbour.answer(
      one.call('remove', { conversationId: id, chapter: 0, messageId: ids[0] ?? ('' as MessageId) }),
    );
    await harbour.run(20_000);
    two.setOnline(false);
    expect(await list(two)).toEqual([
      ['third', 'bob'],
      [expect.anything(), 'carol'],
    ]);
    expect(await list(one)).toEqual([
      ['third', 'bob'],
      ['second', 'carol'],
    ]);
    await harbour.answer(
      bob.call('star', { conversationId: id, chapter: 7, messageId: ids[2] ?? ('' as MessageId), on: true }),
    );
    expect(await list(bob)).toEqual([['third', 'alice']]);
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
      harbour.server?.tell(one.userId, { type: 'typing', conversationId: id, number, typing });
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
    if (harbour.server !== undefined)
      harbour.server.onAwareness = (_, update) => {
        const presence = createPresence(0);
        presence.receive(update, harbour.scheduler.now);
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

describe('generations of the account document', () => {
  it('ACC-17 takes over what was unsent in the generation before, and nothing that was taken back meanwhile', async () => {
    const { harbour, one, two, id } = await three({ accountClientIds: 1 });
    const ids: MessageId[] = [];
    for (const text of ['first', 'second', 'third']) ids.push(await harbour.send(one, id, text));
    await harbour.run();
    const place = (i: number) => ({ conversationId: id, chapter: 0, messageId: ids[i] ?? ('' as MessageId) });
    await harbour.answer(one.call('star', { ...place(0), on: true }));
    await harbour.answer(two.call('star', { ...place(1), on: true }));
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: 'ten' }));
    await harbour.run();
    one.setOnline(false);
    await harbour.run(100);
    // Alone now: the document goes on in its next generation.
    two.crash();
    two.start();
    two.look(id);
    await harbour.run(10_000);
    expect((await harbour.storage.facts.account(one.userId))?.generation).toBeGreaterThan(0);
    await harbour.answer(two.call('star', { ...place(0), on: false }));
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: '' }));
    await harbour.run();
    const edit = { kind: 'edit', chapter: 0, messageId: ids[2] ?? ('' as MessageId) } as const;
    await harbour.answer(one.call('star', { ...place(1), on: false }));
    await harbour.answer(one.call('hide', { ...place(1), on: true }));
    await harbour.answer(one.call('arrange', { conversationId: id, pinned: true }));
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'the third', target: edit }));
    await harbour.run(2_000);
    one.crash();
    one.start();
    one.look(id);
    one.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two]) {
      expect(device.messages(id).map(({ text, starred }) => [text, starred])).toEqual([
        ['first', false],
        ['third', false],
      ]);
      expect(row(device, id)).toMatchObject({ pinned: true, draft: { text: '', target: edit, edit: 'the third' } });
    }
  });

  it('ACC-17 REP-37 takes over what the current one lacks when the records are lost', async () => {
    const { harbour, one, two, id } = await three({ accountClientIds: 1 });
    const messageId = await harbour.send(one, id, 'first');
    await harbour.answer(one.call('setPreferences', { sound: true }));
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: 'ten' }));
    await harbour.run();
    one.setOnline(false);
    await harbour.run(100);
    two.crash();
    two.start();
    two.look(id);
    await harbour.run(10_000);
    expect((await harbour.storage.facts.account(one.userId))?.generation).toBeGreaterThan(0);
    await harbour.answer(one.call('star', { conversationId: id, chapter: 0, messageId, on: true }));
    await harbour.run(2_000);
    one.crash();
    for (const name of one.disk.databaseNames()) if (name.endsWith('/records')) one.disk.clear(name, true);
    one.start();
    one.look(id);
    one.setOnline(true);
    await harbour.run(60_000);
    for (const device of [one, two]) expect(device.messages(id).map(({ starred }) => starred)).toEqual([true]);
  });
});

describe('a new device', () => {
  it('DEV-25 has conversations, what was read, drafts, stars, and settings from the first list on, the newest on top', async () => {
    const { harbour, one, bob, id } = await three();
    const later = await harbour.direct(one, 'carol');
    const read = await harbour.send(bob, id, 'seen');
    await harbour.run();
    one.look(id);
    await harbour.run();
    await harbour.answer(one.call('markRead', { conversationId: id, seq: 1 }));
    await harbour.answer(one.call('star', { conversationId: id, chapter: 0, messageId: read, on: true }));
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'half an answer' }));
    await harbour.answer(one.call('setPreferences', { sound: true }));
    await harbour.send(one, later, 'the newest');
    await harbour.run(60_000);
    one.crash();

    const fresh = await harbour.device('alice-new', 'alice');
    await harbour.run();
    expect(fresh.conversations.map((row) => row.id)).toEqual([later, id]);
    expect(row(fresh, id)).toMatchObject({ unread: 0, draft: { text: 'half an answer' }, last: { text: 'seen' } });
    expect(fresh.preferences).toMatchObject({ sound: true });
    const starred = await harbour.answer(fresh.call('starred', {}));
    expect(starred).toMatchObject({ ok: true, value: { messages: [{ messageId: read, text: 'seen' }] } });
  });
});
