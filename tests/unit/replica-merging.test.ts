import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { row } from '../support/device-row.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

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
