import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

const holds = (device: SimulatedDevice, id: ConversationId, text: string): boolean => {
  const names = device.disk.documentNames().filter((one) => one.includes(`/${id}/`));
  return names.some((name) => Buffer.from(Y.encodeStateAsUpdate(device.disk.rebuild(name))).includes(text));
};
const row = (device: SimulatedDevice, id: ConversationId) => device.conversations.find((one) => one.id === id);

/** A conversation of Alice and Bob whose messages stay for a day, with one that is to go and Bob offline. */
const overboard = async (harbour: Harbour) => {
  const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
  const id = await harbour.direct(alice, 'bob');
  await harbour.send(alice, id, 'stays');
  await harbour.run();
  await harbour.answer(alice.call('setDisappear', { conversationId: id, seconds: 86_400 }));
  await harbour.run();
  const messageId = await harbour.send(alice, id, 'goes-xyzzy');
  bob.look(id);
  await harbour.run(20_000);
  expect(bob.messages(id).at(-1)?.due).toBeGreaterThan(harbour.scheduler.now);
  return { alice, bob, id, messageId };
};

describe('disappearing messages', () => {
  it('MSG-14 hides what is due at once, offline too, and takes it out of the store five minutes later', async () => {
    const harbour = new Harbour();
    const { alice, bob, id, messageId } = await overboard(harbour);
    await harbour.answer(bob.call('react', { conversationId: id, chapter: 0, messageId, emoji: '👍', on: true }));
    await harbour.run();
    bob.setOnline(false);
    // Her presence of a whole day is not what this is about.
    alice.lookAway(id);
    await harbour.run(DAY - 2 * MINUTE);
    alice.look(id);
    await harbour.run(MINUTE);
    expect(texts(bob, id)).toEqual(['stays', 'goes-xyzzy']);
    expect(row(bob, id)?.last?.text).toBe('goes-xyzzy');
    await harbour.run(MINUTE);
    for (const device of [alice, bob]) expect(texts(device, id)).toEqual(['stays']);
    expect(row(bob, id)?.last?.text).not.toBe('goes-xyzzy');
    expect(holds(bob, id, 'goes-xyzzy')).toBe(true);
    await harbour.run(6 * MINUTE);
    expect([holds(bob, id, 'goes-xyzzy'), holds(alice, id, 'goes-xyzzy')]).toEqual([false, false]);
    expect(bob.connection?.unsent).toBe(0);
    bob.setOnline(true);
    await harbour.run(MINUTE);
    expect(bob.connection).toMatchObject({ state: 'online', unsent: 0, notSent: 0 });
    expect(texts(bob, id)).toEqual(['stays']);
  });

  it('MSG-15 takes it out of chapters that nobody opens, after a start long past the time', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await overboard(harbour);
    alice.crash();
    bob.lookAway(id);
    bob.setOnline(false);
    await harbour.run(1_000);
    bob.crash();
    await harbour.run(3 * DAY);
    expect(holds(bob, id, 'goes-xyzzy')).toBe(true);
    bob.start();
    await harbour.run(20);
    expect(row(bob, id)?.last?.text).not.toBe('goes-xyzzy');
    // What stands before it is shown instead, and stays while the chapter is closed.
    await harbour.run(1_000);
    expect(row(bob, id)?.last?.text).toBe('stays');
    await harbour.run(MINUTE);
    expect(row(bob, id)?.last?.text).toBe('stays');
    expect(holds(bob, id, 'goes-xyzzy')).toBe(false);
    bob.setOnline(true);
    await harbour.run(MINUTE);
    // The server tells of no last message now.
    expect(row(bob, id)?.last?.text).toBe('stays');
    bob.crash();
    bob.start();
    await harbour.run();
    expect(row(bob, id)?.last?.text).toBe('stays');
    bob.look(id);
    await harbour.run(MINUTE);
    expect(texts(bob, id)).toEqual(['stays']);
  });

  it('MSG-14 quotes what has disappeared as deleted, and pins it no more', async () => {
    const harbour = new Harbour();
    const { alice, bob, id, messageId } = await overboard(harbour);
    await harbour.answer(bob.call('pin', { conversationId: id, chapter: 0, messageId, on: true }));
    await harbour.run(DAY / 2);
    const answer = { kind: 'text', text: 'what went?', reply: { chapter: 0, id: messageId } } as const;
    const id2 = makeMessageId(harbour.scheduler.now, harbour.random);
    await harbour.answer(bob.call('send', { conversationId: id, messageId: id2, body: answer }));
    await harbour.run();
    expect(alice.messages(id).at(-1)?.quote).toMatchObject({ state: 'here', text: 'goes-xyzzy' });
    expect(alice.views.get(id)?.pins.length).toBe(1);
    bob.setOnline(false);
    await harbour.run(DAY / 2 + 1_000);
    for (const device of [alice, bob]) {
      expect(device.messages(id).at(-1)?.quote).toMatchObject({ state: 'deleted', text: undefined });
      expect(device.views.get(id)?.pins).toEqual([]);
    }
  });

  it('MSG-14 takes nothing out early where a clock runs ahead of the server', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await overboard(harbour);
    bob.skew = 2 * DAY;
    bob.setOnline(false);
    await harbour.run(1_000);
    bob.crash();
    bob.start();
    bob.look(id);
    bob.setOnline(true);
    await harbour.run(10 * MINUTE);
    expect(texts(bob, id)).toEqual(['stays']);
    expect(holds(bob, id, 'goes-xyzzy')).toBe(true);
    expect(bob.connection).toMatchObject({ state: 'online', unsent: 0, notSent: 0 });
    bob.skew = 0;
    await harbour.send(alice, id, 'another');
    await harbour.run();
    expect(texts(bob, id)).toEqual(['stays', 'goes-xyzzy', 'another']);
  });

  it('MSG-14 shows again what was hidden by a clock that ran ahead for a moment', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await overboard(harbour);
    await harbour.run(10_000);
    bob.skew = 2 * DAY;
    await harbour.send(alice, id, 'another');
    await harbour.run();
    expect(texts(bob, id)).toEqual(['stays']);
    expect(row(bob, id)?.last?.text).toBe('stays');
    bob.skew = 0;
    await harbour.run(6 * MINUTE);
    expect(texts(bob, id)).toEqual(['stays', 'goes-xyzzy', 'another']);
    expect(row(bob, id)?.last?.text).toBe('another');
  });
});
