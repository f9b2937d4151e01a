import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { makeEditId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { three } from '../support/account-devices.ts';
import { row } from '../support/device-row.ts';
import { sendFiles } from '../support/sending-files.ts';

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

  it('ACC-11 sending files takes their caption and the answered message out of the draft, also while they wait for the server', async () => {
    const { harbour, one, two, bob, id } = await three();
    const theirs = await harbour.send(bob, id, 'which boat?');
    await harbour.run();
    const target = { kind: 'reply', chapter: 0, messageId: theirs } as const;
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'this one', target }));
    await harbour.run();
    expect(row(two, id)?.draft).toEqual({ text: 'this one', target, edit: '' });
    const reply = { chapter: 0, id: theirs };
    const { messageId } = await sendFiles(harbour, one, id, [10], { text: 'this one', reply });
    expect(row(one, id)?.draft).toEqual({ text: '', target: undefined, edit: '' });
    // A page that closed at that moment left the caption behind.
    const left = { conversationId: id, text: 'this one', base: '', messageId };
    await harbour.answer(one.call('adoptDraft', left));
    await harbour.run();
    for (const device of [one, two]) expect(row(device, id)?.draft).toEqual({ text: '', target: undefined, edit: '' });

    // Files without a caption leave the words of another device alone.
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: ' and oars' }));
    await harbour.run();
    await sendFiles(harbour, one, id, [10]);
    await harbour.run();
    for (const device of [one, two]) expect(row(device, id)?.draft.text).toBe(' and oars');

    const thread = { chapter: 0, messageId: theirs };
    for (const device of [one, two]) device.lookAtThread(id, thread);
    await harbour.answer(one.call('saveThreadDraft', { conversationId: id, thread, text: 'in here' }));
    await harbour.run();
    expect(two.thread(id, thread)?.draft).toBe('in here');
    await sendFiles(harbour, one, id, [10], { text: 'in here', reply, thread });
    await harbour.run();
    for (const device of [one, two]) expect(device.thread(id, thread)?.draft).toBe('');
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
