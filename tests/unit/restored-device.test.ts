import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour } from '../support/fake-sync-server.ts';

const shown = (device: SimulatedDevice, id: ConversationId) =>
  device.messages(id).map(({ text, state }) => `${text} ${state}`);
const texts = (device: SimulatedDevice, id: ConversationId) => device.messages(id).map(({ text }) => text);
const row = (device: SimulatedDevice, id: ConversationId) => device.conversations.find((one) => one.id === id);

const groupOf = async (harbour: Harbour, owner: SimulatedDevice, ...names: string[]): Promise<ConversationId> => {
  const id = makeGroupId(harbour.scheduler.now, harbour.random);
  const members = await Promise.all(names.map((name) => harbour.person(name)));
  await harbour.answer(owner.call('createGroup', { conversationId: id, name: 'Crew', members }));
  await harbour.run(2_000);
  return id;
};

describe('an older database restored without an announcement', () => {
  it('REP-40 is noticed, what was sent is sent again, and all devices show one order', async () => {
    const harbour = new Harbour();
    const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    await harbour.send(alice, id, 'before');
    await harbour.run();
    const backup = harbour.backup();
    await harbour.send(alice, id, 'after, Alice');
    await harbour.send(bob, id, 'after, Bob');
    await harbour.run(10_000);
    await harbour.restore(backup, false);
    await harbour.run(120_000);
    expect(harbour.noticed).toBe(1);
    expect(texts(alice, id).toSorted()).toEqual(['after, Alice', 'after, Bob', 'before']);
    expect(texts(bob, id)).toEqual(texts(alice, id));
    expect((await harbour.stored(id)).length).toBe(3);
    expect(alice.connection).toMatchObject({ state: 'online', unsent: 0, notSent: 0 });
  });

  it('REP-40 is noticed by a device that was away while the server went past it, and across two restores', async () => {
    const harbour = new Harbour();
    const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    await harbour.send(alice, id, 'before');
    await harbour.run();
    const backup = harbour.backup();
    await harbour.send(bob, id, 'lost once');
    await harbour.run(10_000);
    bob.setOnline(false);
    alice.setOnline(false);
    for (const round of [1, 2]) {
      await harbour.restore(backup, false);
      const phone = await harbour.device(`alice-new-${round}`, 'alice');
      phone.look(id);
      for (let i = 0; i < 12; i++) await harbour.send(phone, id, `meanwhile ${round} ${i}`);
      await harbour.run(10_000);
      if (round === 1) {
        alice.setOnline(true);
        await harbour.run(60_000);
        expect(harbour.noticed).toBe(1);
        alice.setOnline(false);
        phone.setOnline(false);
      }
    }
    alice.setOnline(true);
    bob.setOnline(true);
    for (const device of [alice, bob]) device.look(id);
    await harbour.run(180_000);
    expect(harbour.noticed).toBeGreaterThan(1);
    expect(texts(bob, id)).toContain('lost once');
    expect(texts(bob, id)).toEqual(texts(alice, id));
    const seqs = alice.messages(id).map(({ seq }) => seq);
    expect(new Set(seqs).size).toBe(seqs.length);
  });
});

describe('what others wrote and a restored server has lost', () => {
  const marked = (device: SimulatedDevice, id: ConversationId) =>
    device.messages(id).map(({ text, lost, may }) => (lost ? `${text} (lost, ${may.react ? 'open' : 'fixed'})` : text));

  it('REP-12 stays readable in its place and marked, until its writer brings it back', async () => {
    const harbour = new Harbour();
    const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    await harbour.send(alice, id, 'before');
    await harbour.run();
    const backup = harbour.backup();
    await harbour.send(alice, id, 'after, Alice');
    await harbour.send(bob, id, 'after, Bob');
    await harbour.run(10_000);
    alice.setOnline(false);
    await harbour.restore(backup, false);
    await harbour.run(120_000);
    const kept = ['before', 'after, Alice (lost, fixed)', 'after, Bob'];
    expect(marked(bob, id)).toEqual(kept);
    bob.crash();
    await harbour.run(1_000);
    bob.start();
    bob.look(id);
    await harbour.run(10_000);
    expect(marked(bob, id)).toEqual(kept);
    expect(bob.connection).toMatchObject({ state: 'online', unsent: 0, notSent: 0 });

    alice.setOnline(true);
    await harbour.run(120_000);
    expect(marked(bob, id).toSorted()).toEqual(['after, Alice', 'after, Bob', 'before']);
    expect(marked(alice, id)).toEqual(marked(bob, id));
  });

  it('REP-12 stays readable where the server knows nothing before it, however much is written afterwards', async () => {
    const harbour = new Harbour();
    const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    await harbour.run();
    const backup = harbour.backup();
    await harbour.send(alice, id, 'the very first');
    await harbour.run(10_000);
    alice.setOnline(false);
    await harbour.restore(backup, false);
    await harbour.run(120_000);
    for (let i = 0; i < 8; i++) await harbour.send(bob, id, `later ${i}`);
    await harbour.run(10_000);
    bob.lookAway(id);
    bob.look(id);
    await harbour.run(10_000);
    while (bob.timelines.get(id)?.info.hasOlder) await harbour.answer(bob.call('loadOlder', { conversationId: id }));
    expect(marked(bob, id)[0]).toBe('the very first (lost, fixed)');
  });

  it('REP-12 is gone for good when it is deleted', async () => {
    const harbour = new Harbour();
    const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
    const id = await harbour.direct(alice, 'bob');
    bob.look(id);
    await harbour.send(alice, id, 'before');
    await harbour.run();
    const backup = harbour.backup();
    const messageId = await harbour.send(alice, id, 'said too much');
    await harbour.run(10_000);
    alice.setOnline(false);
    await harbour.restore(backup, false);
    await harbour.run(120_000);
    expect(marked(bob, id)).toEqual(['before', 'said too much (lost, fixed)']);
    bob.setOnline(false);
    alice.setOnline(true);
    await harbour.run(120_000);
    await harbour.answer(alice.call('remove', { conversationId: id, chapter: 0, messageId }));
    await harbour.run(20_000);
    bob.setOnline(true);
    await harbour.run(120_000);
    expect(bob.messages(id).map(({ text }) => text)).toEqual(['before', undefined]);
    expect(bob.disk.holds('said too much')).toBe(false);
  });
});

describe('a group that a restored server does not know', () => {
  it('REP-27 shows what the device holds, says why, lists own words, and sends them once the owner is back', async () => {
    const harbour = new Harbour();
    const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
    const backup = harbour.backup();
    const id = await groupOf(harbour, alice, 'bob');
    alice.look(id);
    bob.look(id);
    await harbour.send(alice, id, 'ahoy');
    await harbour.run(20_000);
    await harbour.send(bob, id, 'aye');
    await harbour.run(10_000);
    expect(texts(bob, id)).toEqual(['ahoy', 'aye']);
    alice.setOnline(false);
    await harbour.restore(backup, false);
    await harbour.run(60_000);
    expect(shown(bob, id)).toEqual(['ahoy sent', 'aye not-sent']);
    expect(row(bob, id)).toMatchObject({ state: 'left', last: { text: 'aye', state: 'not-sent' } });
    expect(bob.notSent).toMatchObject([{ text: 'aye', reason: 'server-restored', retry: false }]);
    expect(bob.connection).toMatchObject({ unsent: 0, notSent: 1 });

    // Whoever looks at it has its documents open when the connection comes back.
    bob.setOnline(false);
    bob.crash();
    bob.start();
    bob.look(id);
    await harbour.run(2_000);
    bob.setOnline(true);
    await harbour.run(60_000);
    expect(bob.notSent).toMatchObject([{ text: 'aye', reason: 'server-restored' }]);

    alice.setOnline(true);
    await harbour.run(120_000);
    bob.look(id);
    await harbour.run(60_000);
    expect(bob.notSent).toEqual([]);
    expect(texts(bob, id).toSorted()).toEqual(['ahoy', 'aye']);
    expect(texts(alice, id)).toEqual(texts(bob, id));
    expect((await harbour.stored(id)).length).toBe(2);
  });

  it('REP-27 does not send what was discarded meanwhile', async () => {
    const harbour = new Harbour();
    const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
    const backup = harbour.backup();
    const id = await groupOf(harbour, alice, 'bob');
    bob.look(id);
    await harbour.send(bob, id, 'kept');
    await harbour.send(bob, id, 'discarded');
    await harbour.run(10_000);
    alice.setOnline(false);
    await harbour.restore(backup, false);
    await harbour.run(60_000);
    const key = bob.notSent.find(({ text }) => text === 'discarded')?.key ?? '';
    await harbour.answer(bob.call('discardNotSent', { key }));
    alice.setOnline(true);
    await harbour.run(180_000);
    expect(texts(bob, id)).toEqual(['kept']);
    expect((await harbour.stored(id)).length).toBe(1);
  });
});

it('REP-46 in a group that was made anew, what stood in a chapter that is closed now is not shown as sent, and listed', async () => {
  const harbour = new Harbour();
  const [bob, carol] = [await harbour.device('bob', 'bob'), await harbour.device('carol', 'carol')];
  await harbour.direct(bob, 'carol');
  await harbour.run();
  const backup = harbour.backup();
  const id = await groupOf(harbour, bob, 'carol');
  for (const device of [bob, carol]) device.look(id);
  await harbour.run();
  await harbour.send(carol, id, 'sung before');
  await harbour.send(bob, id, 'heard');
  await harbour.run(10_000);
  await harbour.answer(bob.call('removeMember', { conversationId: id, userId: carol.userId }));
  await harbour.run(10_000);
  await harbour.restore(backup, false);
  await harbour.run(120_000);
  await harbour.answer(bob.call('setHistory', { conversationId: id, history: 'joining' }));
  const person = await harbour.person('carol');
  await harbour.answer(bob.call('addMember', { conversationId: id, person }));
  await harbour.run(30_000);
  expect(row(carol, id)?.state).toBe('ready');
  expect(shown(carol, id)).toContain('sung before not-sent');
  expect(carol.notSent.map(({ text, reason }) => [text, reason])).toEqual([['sung before', 'server-restored']]);
  expect(shown(bob, id)).toContainEqual(expect.stringMatching(/^heard (sent|delivered|read)$/));
});
