import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour } from '../support/fake-sync-server.ts';

const shown = (device: SimulatedDevice, id: ConversationId) =>
  device.messages(id).map(({ text, state }) => `${text} ${state}`);

/** Restarted, with chapters that do not open before `open` is called. */
const heldUp = async (harbour: Harbour, device: SimulatedDevice, id: ConversationId) => {
  device.crash();
  let open = (): void => {};
  const held = new Promise<void>((resolve) => {
    open = resolve;
  });
  device.disk.beforeOpen = (name) => (/conversation\/[^/]+\/\d+@/.test(name) ? held : Promise.resolve());
  device.start();
  device.look(id);
  await harbour.run(2_000);
  return {
    open: () => {
      device.disk.beforeOpen = async () => {};
      open();
    },
  };
};

const twoPeople = async () => {
  const harbour = new Harbour();
  const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
  const id = await harbour.direct(alice, 'bob');
  bob.look(id);
  await harbour.send(alice, id, 'before');
  await harbour.run();
  return { harbour, alice, bob, id };
};

const group = async () => {
  const harbour = new Harbour();
  const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
  await harbour.direct(alice, 'bob');
  const id = makeGroupId(harbour.scheduler.now, harbour.random);
  const members = [await harbour.person('bob')];
  await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Crew', members }));
  await harbour.run(2_000);
  await harbour.send(alice, id, 'before');
  bob.look(id);
  await harbour.run();
  return { harbour, alice, bob, id };
};

/** A member writes offline and hears afterwards that they were removed. */
const sendAfterRemoval = async (
  harbour: Harbour,
  owner: SimulatedDevice,
  removed: SimulatedDevice,
  id: ConversationId,
) => {
  removed.setOnline(false);
  await harbour.send(removed, id, 'too late');
  await harbour.answer(owner.call('removeMember', { conversationId: id, userId: removed.userId }));
  await harbour.run();
  removed.setOnline(true);
  await harbour.run(10_000);
};

describe('a message whose chapter is not open', () => {
  it('REP-45 is shown and kept at once, and goes when the chapter opens', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    const chapter = await heldUp(harbour, alice, id);
    const answer = alice.call('send', {
      conversationId: id,
      messageId: makeMessageId(harbour.scheduler.now, harbour.random),
      body: { kind: 'text', text: 'waits' },
    });
    expect(await harbour.answer(answer)).toMatchObject({ ok: true });
    await harbour.run(1_000);
    expect(shown(alice, id)).toEqual(['waits saved']);
    expect(alice.messages(id)[0]?.may).toMatchObject({ edit: false, remove: false, reply: false });
    expect(alice.conversations.find((one) => one.id === id)?.last).toMatchObject({ text: 'waits', own: true });
    expect(alice.connection?.unsent).toBe(1);
    chapter.open();
    await harbour.run();
    expect(shown(alice, id)).toEqual(['before delivered', 'waits delivered']);
    expect(bob.messages(id).map(({ text }) => text)).toEqual(['before', 'waits']);
    expect(alice.connection).toMatchObject({ unsent: 0, notSent: 0 });
  });

  it('REP-45 is there after crashes at any moment, and arrives once', async () => {
    for (const after of [0, 1, 5, 20, 60, 200, 1_000]) {
      const { harbour, alice, bob, id } = await twoPeople();
      await heldUp(harbour, alice, id);
      await harbour.send(alice, id, 'waits');
      await harbour.run(500);
      const chapter = await heldUp(harbour, alice, id);
      expect(shown(alice, id)).toEqual(['waits saved']);
      chapter.open();
      await harbour.run(after);
      alice.crash();
      alice.start();
      alice.look(id);
      await harbour.run(30_000);
      expect(shown(alice, id)).toEqual(['before delivered', 'waits delivered']);
      expect(bob.messages(id).map(({ text }) => text)).toEqual(['before', 'waits']);
      expect(await harbour.stored(id)).toHaveLength(2);
    }
  });

  it('REP-45 is tried again when the chapter cannot be opened', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    alice.crash();
    let fails = 3;
    alice.disk.beforeOpen = (name) =>
      /conversation\/[^/]+\/\d+@/.test(name) && fails-- > 0 ? Promise.reject(new Error('held up')) : Promise.resolve();
    alice.start();
    await harbour.run(1_000);
    await harbour.send(alice, id, 'waits');
    alice.look(id);
    await harbour.run(10_000);
    expect(bob.messages(id).map(({ text }) => text)).toEqual(['before', 'waits']);
    expect(shown(alice, id).at(-1)).toBe('waits delivered');
  });

  it('REP-19 and REP-45 is listed under Not sent alone when one comes back into the group before it opens', async () => {
    const { harbour, alice, bob, id } = await group();
    const chapter = await heldUp(harbour, bob, id);
    await sendAfterRemoval(harbour, alice, bob, id);
    await harbour.answer(alice.call('addMember', { conversationId: id, person: await harbour.person('bob') }));
    await harbour.run(5_000);
    chapter.open();
    await harbour.run(10_000);
    expect(bob.notSent.map(({ text }) => text)).toEqual(['too late']);
    expect(await harbour.stored(id)).toHaveLength(1);
  });

  it('REP-33 a message discarded from Not sent while its chapter opens for a retry is not sent', async () => {
    const { harbour, alice, bob, id } = await group();
    await sendAfterRemoval(harbour, alice, bob, id);
    await harbour.answer(alice.call('addMember', { conversationId: id, person: await harbour.person('bob') }));
    await harbour.run(5_000);
    const chapter = await heldUp(harbour, bob, id);
    const { key = '' } = bob.notSent[0] ?? {};
    const retried = bob.call('retryNotSent', { key });
    await harbour.run(1_000);
    expect(await harbour.answer(bob.call('discardNotSent', { key }))).toMatchObject({ ok: true });
    chapter.open();
    expect(await harbour.answer(retried)).toMatchObject({ ok: false });
    await harbour.run(10_000);
    expect([bob.notSent.length, await harbour.stored(id)]).toEqual([0, [expect.any(String)]]);
  });

  it('REP-45 is listed under Not sent when one is out of the group by then', async () => {
    const { harbour, alice, bob, id } = await group();
    const chapter = await heldUp(harbour, bob, id);
    await sendAfterRemoval(harbour, alice, bob, id);
    expect(bob.notSent.map(({ text, conversationId }) => [text, conversationId])).toEqual([['too late', id]]);
    chapter.open();
    await harbour.run(10_000);
    expect(bob.notSent).toHaveLength(1);
    expect(await harbour.stored(id)).toHaveLength(1);
    expect(shown(bob, id)).not.toContain('too late pending');
  });
});
