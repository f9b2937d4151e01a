import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ConversationRow } from '../../client/channel/conversation-view.ts';
import { freshClientId } from '../../client/replica/documents/replica-document.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId, ownerOf } from '../../shared/ids/client-id.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { row } from '../support/device-row.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const states = (device: SimulatedDevice, id: Parameters<typeof texts>[1]) =>
  device.messages(id).map(({ state }) => state);

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
    await harbour.run();
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
