import { describe, expect, it } from 'vitest';
import type { MessageBody } from '../../shared/envelope/body.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';
import { ALLOW_TEST_ALG } from '../support/test-alg.ts';

/** Keys are at hand unless a test holds them back. */
class Keys {
  private readonly waiting: (() => void)[] = [];
  held = false;

  readonly wait = (): Promise<void> =>
    this.held ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();

  give(): void {
    this.held = false;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

const two = async () => {
  const harbour = new Harbour({ allowedAlgs: ALLOW_TEST_ALG });
  const keys = new Keys();
  const alice = await harbour.device('alice', 'alice', () => Promise.resolve());
  const bob = await harbour.device('bob', 'bob', keys.wait);
  const id = await harbour.direct(alice, 'bob');
  bob.look(id);
  await harbour.run(1_000);
  return { harbour, keys, alice, bob, id };
};
const place = (conversationId: ConversationId, messageId: MessageId) => ({ conversationId, chapter: 0, messageId });
const newId = (harbour: Harbour) => makeMessageId(harbour.scheduler.now, harbour.random);
const newEdit = (harbour: Harbour) => makeEditId(harbour.scheduler.now, harbour.random);
const entryOf = (device: SimulatedDevice, id: ConversationId, messageId: MessageId) =>
  device.messages(id).find((one) => one.messageId === messageId);
const rowOf = (device: SimulatedDevice, id: ConversationId) => device.conversations.find((row) => row.id === id);
const poll: MessageBody = { kind: 'poll', text: 'Where?', options: ['a', 'b'], multiple: false, anonymous: false };

describe('messages that the server cannot read', () => {
  it('BODY-1 BODY-5 show at once where they are written, and elsewhere when they are open', async () => {
    const { harbour, keys, alice, bob, id } = await two();
    keys.held = true;
    const messageId = newId(harbour);
    void alice.call('send', { conversationId: id, messageId, body: { kind: 'text', text: 'ahoy' } });
    await Promise.resolve();
    await harbour.run(0);
    expect(texts(alice, id)).toEqual(['ahoy']);
    await harbour.run();
    expect(entryOf(bob, id, messageId)).toMatchObject({ text: undefined, unopened: 'opening' });
    expect(rowOf(bob, id)).toMatchObject({ unread: 1, last: { text: undefined, unopened: 'opening' } });
    keys.give();
    await harbour.run(100);
    expect(entryOf(bob, id, messageId)).toMatchObject({ text: 'ahoy', state: 'sent' });
    expect(entryOf(bob, id, messageId)?.unopened).toBeUndefined();
    expect(rowOf(bob, id)?.last).toMatchObject({ text: 'ahoy' });
  });

  it('BODY-1 are shown in the list without their chapter', async () => {
    const { harbour, keys, alice, bob, id } = await two();
    await harbour.send(alice, id, 'one');
    await harbour.run();
    bob.crash();
    await harbour.send(alice, id, 'two');
    keys.held = true;
    bob.start();
    await harbour.run();
    expect(rowOf(bob, id)?.last).toMatchObject({ text: undefined, unopened: 'opening' });
    keys.give();
    await harbour.run(100);
    expect(rowOf(bob, id)?.last).toMatchObject({ text: 'two' });
  });

  it('BODY-3 edits, votes and forwards of what is not open are refused as such, and change nothing', async () => {
    const { harbour, keys, alice, bob, id } = await two();
    const [words, question] = [newId(harbour), newId(harbour)];
    await harbour.answer(bob.call('send', { conversationId: id, messageId: words, body: { kind: 'text', text: 'x' } }));
    await harbour.answer(alice.call('send', { conversationId: id, messageId: question, body: poll }));
    await harbour.run();
    // A start without its record of what was open.
    bob.crash();
    bob.disk.clear('skerry/user-bob/opened', true);
    keys.held = true;
    bob.start();
    bob.look(id);
    await harbour.run();
    expect(entryOf(bob, id, words)).toMatchObject({ unopened: 'opening', may: { edit: false, remove: true } });
    const refused = { ok: false, error: 'unopened' };
    const edit = { ...place(id, words), editId: newEdit(harbour), text: 'y' };
    expect(await harbour.answer(bob.call('edit', edit))).toEqual(refused);
    expect(await harbour.answer(bob.call('vote', { ...place(id, question), choices: [0] }))).toEqual(refused);
    const to = [{ conversationId: id, messageIds: [newId(harbour)] }];
    const forward = { conversationId: id, messages: [{ chapter: 0, messageId: words }], to };
    expect(await harbour.answer(bob.call('forward', forward))).toEqual(refused);
    keys.give();
    await harbour.run(100);
    expect((await harbour.answer(bob.call('edit', edit))).ok).toBe(true);
    expect((await harbour.answer(bob.call('vote', { ...place(id, question), choices: [0] }))).ok).toBe(true);
    await harbour.run();
    expect(entryOf(alice, id, words)).toMatchObject({ text: 'y', edited: true });
    expect(entryOf(alice, id, question)?.poll).toMatchObject({ voters: 1 });
  });

  it('BODY-4 are open at the next start, and go from the disk with the message', async () => {
    const { harbour, keys, alice, bob, id } = await two();
    const messageId = await harbour.send(alice, id, 'a secret of the harbour');
    await harbour.run();
    expect(bob.disk.holds('a secret of the harbour')).toBe(true);
    bob.crash();
    keys.held = true;
    bob.start();
    bob.look(id);
    await harbour.run();
    expect(texts(bob, id)).toEqual(['a secret of the harbour']);
    await harbour.answer(alice.call('remove', place(id, messageId)));
    await harbour.run(20_000);
    expect(entryOf(bob, id, messageId)?.deleted).toEqual({ by: 'alice' });
    expect(bob.disk.holds('a secret of the harbour')).toBe(false);
    expect(alice.disk.holds('a secret of the harbour')).toBe(false);
  });

  it('BODY-2 of an alg that a device does not know break nothing there', async () => {
    const { harbour, alice, bob, id } = await two();
    const old = await harbour.device('bob on an old device', 'bob');
    old.look(id);
    const sealed = await harbour.send(alice, id, 'sealed');
    const reacted = await harbour.send(old, id, 'plain');
    await harbour.run();
    await harbour.answer(alice.call('react', { ...place(id, reacted), emoji: '🌊', on: true }));
    await harbour.run();
    expect(entryOf(old, id, sealed)).toMatchObject({ text: undefined, unopened: 'unknown' });
    expect(entryOf(old, id, reacted)).toMatchObject({ text: 'plain', unopenedReactions: { count: 1, why: 'unknown' } });
    expect(rowOf(old, id)?.last).toMatchObject({ text: 'plain' });
    for (const device of [alice, bob]) {
      expect(texts(device, id)).toEqual(['sealed', 'plain']);
      expect(entryOf(device, id, reacted)?.reactions).toMatchObject([{ emoji: '🌊', count: 1 }]);
    }
    const versions = await harbour.answer(old.call('versions', place(id, sealed)));
    expect(versions).toMatchObject({ ok: true, value: { versions: [{ text: undefined, unopened: 'unknown' }] } });
  });

  it('BODY-2 ADM-18 are refused by a server whose table does not list their alg, and stay with their writer', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice', () => Promise.resolve());
    const id = await harbour.direct(alice, 'bob');
    await harbour.send(alice, id, 'nobody takes this');
    await harbour.run(30_000);
    expect(await harbour.stored(id)).toEqual([]);
    expect(alice.notSent).toMatchObject([{ text: 'nobody takes this', reason: 'other', retry: true }]);
  });
});

describe('what cannot be sent and is not open', () => {
  it('BODY-6 is listed as the bytes it is, and shows its words once it is open', async () => {
    const harbour = new Harbour({ allowedAlgs: ALLOW_TEST_ALG });
    const keys = new Keys();
    const alice = await harbour.device('alice', 'alice', () => Promise.resolve());
    const bob = await harbour.device('bob', 'bob', keys.wait);
    const id = makeGroupId(harbour.scheduler.now, harbour.random);
    const members = [await harbour.person('bob')];
    await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Crew', members }));
    await harbour.run();
    bob.look(id);
    await harbour.run();
    bob.setOnline(false);
    await harbour.send(bob, id, 'too late');
    await harbour.run();
    await harbour.answer(alice.call('removeMember', { conversationId: id, userId: bob.userId }));
    bob.crash();
    bob.disk.clear('skerry/user-bob/opened', true);
    keys.held = true;
    bob.start();
    bob.setOnline(true);
    await harbour.run(30_000);
    expect(bob.notSent).toMatchObject([{ text: '', unopened: 'opening', reason: 'not-a-member', retry: false }]);
    const key = bob.notSent[0]?.key ?? '';
    expect((await harbour.answer(bob.call('retryNotSent', { key }))).ok).toBe(false);
    // Another start in between.
    bob.crash();
    bob.start();
    await harbour.run();
    expect(bob.notSent).toMatchObject([{ text: '', unopened: 'opening' }]);
    keys.give();
    await harbour.run(1_000);
    expect(bob.notSent).toMatchObject([{ text: 'too late', reason: 'not-a-member' }]);
    expect(bob.notSent[0]?.unopened).toBeUndefined();
    await harbour.answer(alice.call('addMember', { conversationId: id, person: await harbour.person('bob') }));
    await harbour.run();
    expect((await harbour.answer(bob.call('retryNotSent', { key }))).ok).toBe(true);
    await harbour.run();
    alice.look(id);
    await harbour.run();
    expect(texts(alice, id)).toEqual(['too late']);
  });

  it('BODY-6 moves with a rebase as it is, and what others wrote and the server lost opens later', async () => {
    const { harbour, keys, alice, bob, id } = await two();
    const backup = harbour.backup();
    const mine = await harbour.send(bob, id, 'mine');
    const theirs = await harbour.send(alice, id, 'theirs');
    await harbour.run();
    alice.crash();
    bob.crash();
    bob.disk.clear('skerry/user-bob/opened', true);
    await harbour.restore(backup);
    keys.held = true;
    bob.start();
    bob.look(id);
    await harbour.run(60_000);
    expect(await harbour.stored(id)).toEqual([mine]);
    expect(entryOf(bob, id, theirs)).toMatchObject({ lost: true, text: undefined, unopened: 'opening' });
    keys.give();
    await harbour.run(5_000);
    expect(entryOf(bob, id, theirs)).toMatchObject({ lost: true, text: 'theirs' });
    alice.start();
    alice.look(id);
    await harbour.run(60_000);
    for (const device of [alice, bob]) expect(new Set(texts(device, id))).toEqual(new Set(['mine', 'theirs']));
  });
});

describe('drafts that are not open', () => {
  it('BODY-7 are not overwritten by what is typed before they can be read', async () => {
    const { harbour, keys, bob, id } = await two();
    const save = (text: string) =>
      harbour.answer(bob.call('saveDraft', { conversationId: id, text, target: undefined, durably: false }));
    await save('fog over the sound');
    await harbour.run();
    bob.crash();
    bob.disk.clear('skerry/user-bob/opened', true);
    keys.held = true;
    bob.start();
    await harbour.run();
    expect(rowOf(bob, id)?.draft.text).toBe('');
    void save('typed meanwhile');
    await harbour.run(5_000);
    keys.give();
    await harbour.run(5_000);
    const { text } = rowOf(bob, id)?.draft ?? { text: '' };
    expect(text).toContain('fog over the sound');
    expect(text).toContain('typed meanwhile');
    const other = await harbour.device('bob-2', 'bob', () => Promise.resolve());
    await harbour.run();
    expect(rowOf(other, id)?.draft.text).toBe(text);
  });
});
