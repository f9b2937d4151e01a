import { describe, expect, it } from 'vitest';
import type { ConversationRow } from '../../client/channel/conversation-view.ts';
// Loaded late by the replica: here it must be at hand, because virtual time does not wait for a file.
import '../../client/replica/drafts/adopt-draft.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const states = (device: SimulatedDevice, id: Parameters<typeof texts>[1]) =>
  device.messages(id).map(({ state }) => state);
const draftOf = (device: SimulatedDevice, id: string): string | undefined =>
  (device.conversations as readonly ConversationRow[]).find((one) => one.id === id)?.draft.text;

/** Which databases the browser takes. */
const KINDS: Record<string, (name: string) => boolean> = {
  records: (name) => name.endsWith('/records'),
  chapters: (name) => name.includes('/conversation/'),
  account: (name) => name.includes('/account/'),
  all: () => true,
};
const cases = Object.keys(KINDS).flatMap((kind) =>
  (['closed', 'closed unnoticed', 'removed', 'removed unnoticed'] as const).flatMap((fault) =>
    [true, false].map((isOnline) => ({ kind, fault, isOnline, network: isOnline ? 'online' : 'offline' })),
  ),
);

const scene = async () => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  await harbour.send(alice, id, 'before');
  await harbour.run(10_000);
  const take = (kind: string, fault: string): void => {
    for (const name of alice.disk.databaseNames().filter(KINDS[kind] ?? (() => false))) {
      const isNoticed = !fault.includes('unnoticed');
      if (fault.startsWith('closed')) alice.disk.endConnection(name, isNoticed);
      else alice.disk.clear(name, isNoticed);
    }
  };
  return { harbour, alice, bob, id, take };
};

describe('a store that ends under a running device', () => {
  it.each(cases)('REP-36 REP-37 $kind $fault, $network: nothing is lost', async ({ kind, fault, isOnline }) => {
    const { harbour, alice, bob, id, take } = await scene();
    if (!isOnline) alice.setOnline(false);
    await harbour.send(alice, id, 'just before');
    await harbour.run(isOnline ? 5_000 : 1_000);
    take(kind, fault);
    await harbour.send(alice, id, 'after');
    await harbour.run(5_000);
    expect(texts(alice, id)).toEqual(['before', 'just before', 'after']);
    expect(alice.connection).toMatchObject({ saveFailing: false, unsaved: 0, unsent: isOnline ? 0 : 2 });
    // Whether Bob's device has said by then that it has it, is not the point.
    expect(isOnline ? ['sent', 'delivered'] : ['saved']).toContain(states(alice, id).at(-1));
    alice.crash();
    alice.start();
    await harbour.run(3_000);
    alice.look(id);
    await harbour.run(3_000);
    expect(texts(alice, id)).toEqual(['before', 'just before', 'after']);
    alice.setOnline(true);
    bob.look(id);
    await harbour.run(60_000);
    expect(texts(bob, id)).toEqual(['before', 'just before', 'after']);
    expect(alice.connection).toMatchObject({ settled: true, unsent: 0, notSent: 0 });
  });

  it('REP-36 says so and sends all the same while the store cannot be opened', async () => {
    const { harbour, alice, bob, id, take } = await scene();
    take('all', 'closed');
    alice.disk.failing = true;
    alice.setOnline(false);
    await harbour.send(alice, id, 'not on any disk');
    await harbour.run(3_000);
    expect(states(alice, id).at(-1)).toBe('not-saved');
    expect(alice.connection).toMatchObject({ saveFailing: true, unsent: 1 });
    alice.setOnline(true);
    bob.look(id);
    await harbour.run(60_000);
    expect(texts(bob, id)).toEqual(['before', 'not on any disk']);
    alice.disk.failing = false;
    await harbour.run(5_000);
    expect(alice.connection).toMatchObject({ saveFailing: false, unsaved: 0, unsent: 0 });
  });
});

describe('a device whose databases are partly gone at the start', () => {
  it('REP-37 fetches everything again when the records are gone, and calls nothing sent before', async () => {
    const { harbour, alice, bob, id, take } = await scene();
    alice.setOnline(false);
    await harbour.send(alice, id, 'unsent');
    await harbour.run(2_000);
    alice.crash();
    take('records', 'removed');
    const safe = new Set<string>();
    alice.onShown = () => {
      if (alice.connection?.settled === true) safe.add(texts(bob, id).includes('unsent') ? 'with it' : 'without it');
    };
    bob.look(id);
    alice.start();
    alice.setOnline(true);
    await harbour.run(60_000);
    alice.look(id);
    await harbour.run(5_000);
    expect(texts(alice, id)).toEqual(['before', 'unsent']);
    expect(texts(bob, id)).toEqual(['before', 'unsent']);
    expect([...safe]).toEqual(['with it']);
  });

  it('REP-37 fetches a chapter again whose database is gone, without anybody looking at it', async () => {
    const { harbour, alice, id, take } = await scene();
    alice.crash();
    take('chapters', 'removed');
    alice.start();
    await harbour.run(60_000);
    alice.setOnline(false);
    alice.look(id);
    await harbour.run(2_000);
    expect(texts(alice, id)).toEqual(['before']);
  });

  it('REP-37 opens the account without a connection when only the record of the device is gone', async () => {
    const { harbour, alice, id } = await scene();
    alice.setOnline(false);
    alice.crash();
    alice.disk.clear('skerry/device', true);
    alice.start();
    alice.look(id);
    await harbour.run(3_000);
    expect([alice.session.kind, texts(alice, id)]).toEqual(['signed-in', ['before']]);
  });
});

describe('signing out', () => {
  it.each([0, 3, 6, 12, 25, 60])('DEV-26 is finished at the next start when it ends after %i ms', async (ms) => {
    const { harbour, alice, id } = await scene();
    await harbour.send(alice, id, 'secret words');
    await harbour.run(5_000);
    void alice.call('signOut', { force: true });
    // Its first note is on the disk within this.
    await harbour.run(8 + ms);
    alice.crash();
    alice.start();
    const kinds = new Set<string>();
    alice.onShown = () => kinds.add(alice.session.kind);
    await harbour.run(30_000);
    expect([...kinds]).not.toContain('signed-in');
    expect([alice.session.kind, alice.disk.holds('secret words'), alice.disk.documentNames()]).toEqual([
      'signed-out',
      false,
      [],
    ]);
  });

  it('DEV-26 ends the session later, and goes on with what another page held up', async () => {
    const { harbour, alice } = await scene();
    alice.disk.held = true;
    alice.setOnline(false);
    await harbour.answer(alice.call('signOut', { force: true }));
    expect(alice.session.kind).toBe('signed-out');
    alice.crash();
    alice.start();
    await harbour.run(2_000);
    expect(alice.session.kind).toBe('signed-out');
    alice.disk.held = false;
    alice.setOnline(true);
    await harbour.run(30_000);
    expect([alice.disk.documentNames(), alice.session.kind, alice.cookie.good]).toEqual([[], 'signed-out', false]);
  });
});

describe('what a page left behind', () => {
  it('REP-39 becomes the draft, once', async () => {
    const { harbour, alice, id } = await scene();
    const pending = { conversationId: id, text: 'half a wo', base: '' };
    for (let i = 0; i < 2; i++) await harbour.answer(alice.call('adoptDraft', pending));
    await harbour.run();
    expect(draftOf(alice, id)).toBe('half a wo');
  });

  it('REP-39 is left out when the draft was sent meanwhile, and joined when it changed', async () => {
    const { harbour, alice, id } = await scene();
    await harbour.answer(alice.call('saveDraft', { conversationId: id, text: 'half', durably: true }));
    await harbour.answer(alice.call('adoptDraft', { conversationId: id, text: 'half a word', base: 'hal' }));
    await harbour.run();
    expect(draftOf(alice, id)).toBe('half a word');
    await harbour.send(alice, id, 'half a word');
    await harbour.answer(alice.call('adoptDraft', { conversationId: id, text: 'half a word', base: 'half' }));
    await harbour.run();
    expect(draftOf(alice, id)).toBe('');
  });

  it('REP-39 comes back as a draft when nobody has the message, and is left out when it was sent', async () => {
    const { harbour, alice, id } = await scene();
    const messageId = makeMessageId(harbour.scheduler.now, harbour.random);
    const pending = { conversationId: id, text: 'on its way', base: '', messageId };
    await harbour.answer(alice.call('adoptDraft', pending));
    await harbour.run();
    expect(draftOf(alice, id)).toBe('on its way');
    const send = { conversationId: id, messageId, body: { kind: 'text', text: 'on its way' } as const };
    await harbour.answer(alice.call('send', send));
    await harbour.answer(alice.call('adoptDraft', pending));
    await harbour.run();
    expect([draftOf(alice, id), texts(alice, id)]).toEqual(['', ['before', 'on its way']]);
  });
});
