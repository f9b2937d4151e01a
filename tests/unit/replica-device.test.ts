import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ConversationRow } from '../../client/channel/projections.ts';
import { freshClientId } from '../../client/replica/documents/replica-document.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId, ownerOf } from '../../shared/ids/client-id.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const states = (device: SimulatedDevice, id: Parameters<typeof texts>[1]) =>
  device.messages(id).map(({ state }) => state);
const row = (device: SimulatedDevice, id: string) =>
  (device.conversations as readonly ConversationRow[]).find((one) => one.id === id);

describe('writing', () => {
  it('REP-1 keeps what was written offline over a crash, and sends it once', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const id = await harbour.direct(alice, 'bob');
    await harbour.run();
    alice.setOnline(false);
    await harbour.send(alice, id, 'from the island');
    await harbour.run(1_000);
    expect(states(alice, id)).toEqual(['saved']);
    alice.crash();
    alice.start();
    alice.look(id);
    await harbour.run(2_000);
    expect(states(alice, id)).toEqual(['saved']);
    expect(alice.connection?.unsent).toBe(1);
    alice.setOnline(true);
    bob.look(id);
    await harbour.run(60_000);
    expect(texts(bob, id)).toEqual(['from the island']);
    expect(alice.connection?.unsent).toBe(0);
    expect(states(alice, id)).toEqual(['delivered']);
  });

  it('REP-5 shows nothing as gone while it starts', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    await harbour.send(alice, id, 'still there');
    await harbour.run();
    alice.crash();
    const shown = new Set<number>();
    alice.onShown = () => shown.add((alice.conversations as readonly ConversationRow[]).length);
    alice.start();
    await harbour.run(5_000);
    expect(texts(alice, id)).toEqual([]);
    alice.look(id);
    await harbour.run();
    expect(texts(alice, id)).toEqual(['still there']);
    expect([...shown]).toEqual([1]);
  });

  it('REP-1 does a repeated command once', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    const messageId = makeMessageId(harbour.scheduler.now, harbour.random);
    for (let i = 0; i < 2; i++)
      await harbour.answer(alice.call('send', { conversationId: id, messageId, body: { kind: 'text', text: 'once' } }));
    await harbour.run();
    expect(texts(alice, id)).toEqual(['once']);
  });

  it('REP-3 shows a message before anything is awaited, then that the disk has it or not', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    await harbour.run();
    alice.setOnline(false);
    alice.disk.failing = true;
    const messageId = makeMessageId(harbour.scheduler.now, harbour.random);
    void alice.call('send', { conversationId: id, messageId, body: { kind: 'text', text: 'now' } });
    await harbour.run(0);
    expect(states(alice, id)).toEqual(['pending']);
    await harbour.run(3_000);
    expect(states(alice, id)).toEqual(['not-saved']);
    expect(alice.connection).toMatchObject({ saveFailing: true, unsaved: 1 });
    alice.disk.failing = false;
    await harbour.run(3_000);
    expect(states(alice, id)).toEqual(['saved']);
    expect(alice.connection).toMatchObject({ saveFailing: false, unsaved: 0 });
  });

  it('REP-1 refuses empty and too long texts in plain words', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    const send = (text: string) =>
      harbour.answer(
        alice.call('send', {
          conversationId: id,
          messageId: makeMessageId(harbour.scheduler.now, harbour.random),
          body: { kind: 'text', text },
        }),
      );
    expect(await send('  \n ')).toEqual({ ok: false, error: 'empty' });
    expect(await send('x'.repeat(20_001))).toEqual({ ok: false, error: 'too-long' });
  });

  it('REP-14 turns the page when a chapter is full, and shows all of them as one timeline', async () => {
    const harbour = new Harbour({ limits: { chapterMessages: 4 } });
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    alice.setOnline(false);
    for (let i = 0; i < 10; i++) await harbour.send(alice, id, `${i}`);
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(alice.messages(id).map(({ chapter, text, state }) => [chapter, text, state])).toEqual(
      [0, 0, 0, 0, 1, 1, 1, 1, 2, 2].map((chapter, i) => [chapter, `${i}`, 'sent']),
    );
    expect((await harbour.stored(id, 2)).length).toBe(2);
  });

  it('REP-14 moves a late backlog to the newest chapter when its own is twice full', async () => {
    const harbour = new Harbour({ limits: { chapterMessages: 3 } });
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    await harbour.run();
    alice.setOnline(false);
    bob.setOnline(false);
    await harbour.send(alice, id, 'late 1');
    await harbour.send(alice, id, 'late 2');
    // Two of Bob's devices fill chapter 0 to twice its size while Alice is away.
    const other = await harbour.device('bob-2', 'bob');
    other.look(id);
    for (let i = 0; i < 3; i++) await harbour.send(bob, id, `b${i}`);
    for (let i = 0; i < 3; i++) await harbour.send(other, id, `c${i}`);
    bob.setOnline(true);
    await harbour.run(60_000);
    expect((await harbour.stored(id, 0)).length).toBe(6);
    alice.setOnline(true);
    await harbour.run(120_000);
    expect(alice.connection).toMatchObject({ unsent: 0, notSent: 0 });
    expect(texts(alice, id).slice(-2)).toEqual(['late 1', 'late 2']);
    expect(
      alice
        .messages(id)
        .slice(-2)
        .map(({ chapter, state }) => [chapter, state === 'saved']),
    ).toEqual([
      [1, false],
      [1, false],
    ]);
    expect(texts(bob, id)).toEqual(texts(alice, id));
  });
});

describe('conversations', () => {
  it('REP-2 uses a group made offline at once, and makes it real later', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    alice.setOnline(false);
    const conversationId = makeGroupId(harbour.scheduler.now, harbour.random);
    const members = [await harbour.person('bob')];
    await harbour.answer(alice.call('createGroup', { conversationId, name: 'Crew', members }));
    alice.look(conversationId);
    await harbour.send(alice, conversationId, 'ahoy');
    expect(row(alice, conversationId)).toMatchObject({ state: 'waiting', title: 'Crew', membersCount: 2 });
    await harbour.run(500);
    alice.crash();
    alice.start();
    await harbour.run(2_000);
    expect(row(alice, conversationId)).toMatchObject({ state: 'waiting', last: { text: 'ahoy', own: true } });
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(row(alice, conversationId)?.state).toBe('ready');
    bob.look(conversationId);
    await harbour.run();
    expect(texts(bob, conversationId)).toEqual(['ahoy']);
  });

  it('REP-28 unsent text of a membership that began again while its store was being opened is sent, not listed', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const group = makeGroupId(harbour.scheduler.now, harbour.random);
    const person = await harbour.person('bob');
    await harbour.answer(alice.call('createGroup', { conversationId: group, name: 'Crew', members: [person] }));
    await harbour.run();
    bob.look(group);
    await harbour.run();
    bob.setOnline(false);
    await harbour.send(bob, group, 'can you hear me?');
    await harbour.run();
    bob.crash();
    const open = bob.disk.openDocument.bind(bob.disk);
    let opening = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    bob.disk.openDocument = async (name, doc) => {
      if (name.includes(`conversation/${group}/0`)) {
        opening++;
        await released;
      }
      return open(name, doc);
    };
    bob.start();
    await harbour.run();
    await harbour.answer(alice.call('removeMember', { conversationId: group, userId: person.userId }));
    await harbour.run();
    bob.setOnline(true);
    await harbour.run(30_000);
    expect(row(bob, group)?.state).toBe('left');
    expect(opening).toBeGreaterThan(0);
    await harbour.answer(alice.call('addMember', { conversationId: group, person }));
    await harbour.run(30_000);
    expect(row(bob, group)?.state).toBe('ready');
    release();
    await harbour.run(60_000);
    expect(bob.notSent).toEqual([]);
    expect(await harbour.stored(group)).toHaveLength(1);
  });

  it('REP-20 a device writes under another client id after each start, each of its own account', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    for (let life = 0; life < 3; life++) {
      await harbour.send(alice, id, `life ${life}`);
      await harbour.run();
      alice.crash();
      alice.start();
      alice.look(id);
      await harbour.run();
    }
    const { snapshot, tail } = await harbour.storage.journal.load(chapterDocument(id, 0));
    const doc = new Y.Doc();
    for (const update of [snapshot?.state ?? [], ...tail.map(({ updates }) => updates)].flat())
      if (update instanceof Uint8Array) Y.applyUpdate(doc, update);
    const { number } = await harbour.person('alice');
    expect([...doc.store.clients.keys()].filter((client) => ownerOf(client) === number)).toHaveLength(3);

    const known = [...doc.store.clients.keys()][0] ?? 0;
    const owner = ownerOf(known) as AccountNumber;
    const low = (known % 2 ** 22) / 2 ** 22;
    const draws = [low, low, 0.123];
    expect(freshClientId(doc, owner, () => draws.shift() ?? 0)).toBe(makeClientId(owner, () => 0.123));
  });

  it('REP-19 puts what was written after the end of membership on Not sent, and never sends it by itself', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const group = makeGroupId(harbour.scheduler.now, harbour.random);
    const person = await harbour.person('bob');
    await harbour.answer(alice.call('createGroup', { conversationId: group, name: 'Crew', members: [person] }));
    await harbour.run();
    bob.look(group);
    await harbour.run();
    bob.setOnline(false);
    await harbour.send(bob, group, 'can you hear me?');
    await harbour.answer(alice.call('removeMember', { conversationId: group, userId: person.userId }));
    await harbour.run();
    bob.setOnline(true);
    await harbour.run(60_000);
    expect(bob.notSent).toMatchObject([{ text: 'can you hear me?', reason: 'not-a-member', retry: false }]);
    expect(row(bob, group)?.state).toBe('left');
    expect(bob.connection?.unsent).toBe(0);
    await harbour.answer(alice.call('addMember', { conversationId: group, person }));
    await harbour.run(60_000);
    expect(row(bob, group)?.state).toBe('ready');
    expect(await harbour.stored(group)).toEqual([]);
    expect(bob.notSent).toMatchObject([{ retry: true }]);
    const key = bob.notSent[0]?.key ?? '';
    await harbour.answer(bob.call('retryNotSent', { key }));
    await harbour.run();
    expect(bob.notSent).toEqual([]);
    expect((await harbour.stored(group)).length).toBe(1);
    alice.look(group);
    await harbour.run();
    expect(texts(alice, group)).toEqual(['can you hear me?']);
  });
});

describe('a restored server', () => {
  it('REP-15 gets back what it has forgotten from those who wrote it, and each thing once', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    await harbour.send(alice, id, 'before');
    await harbour.run();
    const backup = harbour.backup();
    await harbour.send(alice, id, 'after, Alice');
    await harbour.send(bob, id, 'after, Bob');
    await harbour.run();
    await harbour.restore(backup);
    await harbour.run(120_000);
    expect(texts(alice, id)[0]).toBe('before');
    expect(texts(alice, id).slice(1).sort()).toEqual(['after, Alice', 'after, Bob']);
    expect(texts(bob, id)).toEqual(texts(alice, id));
    expect((await harbour.stored(id)).length).toBe(3);
    expect(alice.connection).toMatchObject({ state: 'online', unsent: 0 });
  });

  it('REP-16 is told again of conversations it has forgotten', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const backup = harbour.backup();
    const group = makeGroupId(harbour.scheduler.now, harbour.random);
    const members = [await harbour.person('bob')];
    await harbour.answer(alice.call('createGroup', { conversationId: group, name: 'Crew', members }));
    alice.look(group);
    await harbour.send(alice, group, 'ahoy');
    await harbour.run(60_000);
    await harbour.restore(backup);
    await harbour.run(120_000);
    expect(row(bob, group)).toMatchObject({ state: 'ready', title: 'Crew' });
    expect((await harbour.stored(group)).length).toBe(1);
  });
});

describe('merging', () => {
  it('REP-10 shows the same of edits, reactions and deletions made apart', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    const [kept, gone] = [await harbour.send(alice, id, 'kept'), await harbour.send(alice, id, 'gone')];
    await harbour.run();
    alice.setOnline(false);
    bob.setOnline(false);
    const at = (messageId: typeof kept) => ({ conversationId: id, chapter: 0, messageId });
    await harbour.answer(
      alice.call('edit', { ...at(kept), editId: makeEditId(harbour.scheduler.now, harbour.random), text: 'kept!' }),
    );
    await harbour.answer(alice.call('remove', at(gone)));
    await harbour.answer(bob.call('react', { ...at(kept), emoji: '👍', on: true }));
    await harbour.answer(bob.call('react', { ...at(gone), emoji: '👍', on: true }));
    alice.setOnline(true);
    bob.setOnline(true);
    await harbour.run(60_000);
    for (const device of [alice, bob]) {
      expect(device.messages(id)).toMatchObject([
        { text: 'kept!', edited: true, reactions: [{ emoji: '👍', count: 1, names: ['bob'] }] },
        { text: undefined, deleted: {}, reactions: [] },
      ]);
      expect(device.connection?.unsent).toBe(0);
    }
  });

  it('REP-21 leaves no deleted text in the store of any device', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    const messageId = await harbour.send(alice, id, 'xyzzy-secret');
    await harbour.run();
    const holds = (device: SimulatedDevice) => {
      const name = device.disk.documentNames().find((one) => one.includes(`/${id}/0@`)) ?? '';
      return Buffer.from(Y.encodeStateAsUpdate(device.disk.rebuild(name))).includes('xyzzy-secret');
    };
    expect([holds(alice), holds(bob)]).toEqual([true, true]);
    await harbour.answer(alice.call('remove', { conversationId: id, chapter: 0, messageId }));
    await harbour.run(10_000);
    expect([holds(alice), holds(bob)]).toEqual([false, false]);
  });

  it('REP-24 merges drafts of two devices, and sending clears what was sent', async () => {
    const harbour = new Harbour();
    const one = await harbour.device('alice-1', 'alice');
    const two = await harbour.device('alice-2', 'alice');
    const id = await harbour.direct(one, 'bob');
    await harbour.answer(one.call('saveDraft', { conversationId: id, text: 'hello' }));
    await harbour.run();
    expect(row(two, id)?.draft.text).toBe('hello');
    one.setOnline(false);
    await harbour.answer(two.call('saveDraft', { conversationId: id, text: 'hello and more' }));
    await harbour.send(one, id, 'hello');
    one.setOnline(true);
    await harbour.run(60_000);
    expect([row(one, id)?.draft.text, row(two, id)?.draft.text.trim()]).toEqual([row(two, id)?.draft.text, 'and more']);
  });
});

describe('account', () => {
  it('REP-23 says what would be lost on signing out, and leaves nothing behind when forced', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    await harbour.run();
    alice.setOnline(false);
    await harbour.send(alice, id, 'not yet there');
    expect(await harbour.answer(alice.call('signOut', { force: false }))).toEqual({
      ok: true,
      value: { done: false, unsent: 1 },
    });
    expect(alice.session.kind).toBe('signed-in');
    expect(await harbour.answer(alice.call('signOut', { force: true }))).toMatchObject({
      ok: true,
      value: { done: true },
    });
    expect(alice.session.kind).toBe('signed-out');
    expect(alice.disk.documentNames()).toEqual([]);
    expect(
      await harbour.answer(
        alice.call('send', {
          conversationId: id,
          messageId: makeMessageId(1, harbour.random),
          body: { kind: 'text', text: 'x' },
        }),
      ),
    ).toEqual({
      ok: false,
      error: 'signed-out',
    });
  });

  it('DEV-24 who signed out without a connection is not signed in again by what the browser kept', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    await harbour.run();
    alice.setOnline(false);
    await harbour.answer(alice.call('signOut', { force: true }));
    expect([alice.session.kind, alice.cookie.good]).toEqual(['signed-out', true]);
    alice.crash();
    alice.start();
    await harbour.run(60_000);
    expect(alice.session.kind).toBe('signed-out');
    alice.setOnline(true);
    await harbour.run(120_000);
    expect([alice.session.kind, alice.cookie.good]).toEqual(['signed-out', false]);
    // Signing in as ever.
    alice.cookie.good = true;
    expect(await harbour.answer(alice.call('sessionChanged', {}))).toEqual({ ok: true, value: { signedIn: true } });
    alice.crash();
    alice.start();
    await harbour.run();
    expect([alice.session.kind, alice.cookie.good]).toEqual(['signed-in', true]);
  });

  it('REP-4 starts without a network from what it holds', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const id = await harbour.direct(alice, 'bob');
    await harbour.send(alice, id, 'hello');
    await harbour.run();
    alice.setOnline(false);
    alice.crash();
    alice.start();
    alice.look(id);
    await harbour.run(500);
    expect(alice.session.kind).toBe('signed-in');
    expect(row(alice, id)).toMatchObject({ title: 'bob', last: { text: 'hello', state: 'sent' } });
    expect(texts(alice, id)).toEqual(['hello']);
    expect(alice.connection?.state).not.toBe('online');
  });

  it('REP-22 asks for nothing but the account and the screen when nothing is new', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    for (const name of ['bob', 'carol', 'dave', 'erin']) {
      const id = await harbour.direct(alice, name);
      await harbour.send(alice, id, 'hello');
      await harbour.run();
      alice.lookAway(id);
    }
    await harbour.run(60_000);
    const asked: string[] = [];
    const server = harbour.server;
    if (server === undefined) throw new Error('no server');
    const frame = server.frame.bind(server);
    server.frame = (peer, data) => {
      asked.push(new TextDecoder().decode(data.subarray(1, 1 + (data[0] ?? 0))));
      frame(peer, data);
    };
    alice.setOnline(false);
    await harbour.run(5_000);
    alice.setOnline(true);
    await harbour.run(45_000);
    expect(new Set(asked)).toEqual(new Set(['account/user-alice/0']));
  });
});
