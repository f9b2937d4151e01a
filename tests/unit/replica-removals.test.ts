import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const place = (conversationId: ConversationId, messageId: MessageId) => ({ conversationId, chapter: 0, messageId });
const two = async (harbour: Harbour) => {
  const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
  const id = await harbour.direct(alice, 'bob');
  bob.look(id);
  const messageId = await harbour.send(alice, id, 'oops');
  await harbour.run();
  return { alice, bob, id, messageId };
};
const remove = (harbour: Harbour, device: SimulatedDevice, id: ConversationId, messageId: MessageId) =>
  harbour.answer(device.call('remove', place(id, messageId)));
const undo = (harbour: Harbour, device: SimulatedDevice, id: ConversationId, messageId: MessageId) =>
  harbour.answer(device.call('undoRemove', place(id, messageId)));

describe('deleting for everyone', () => {
  it('MSG-9 waits five seconds, and can be undone until then', async () => {
    const harbour = new Harbour();
    const { alice, bob, id, messageId } = await two(harbour);
    const asked = harbour.scheduler.now;
    const result = await remove(harbour, alice, id, messageId);
    const at = result.ok ? result.value.at : 0;
    expect(at - asked).toBe(5_000);
    expect(alice.messages(id)[0]).toMatchObject({ removingAt: at, text: 'oops' });
    expect(alice.connection?.unsent).toBe(1);
    expect(alice.conversations.find((one) => one.id === id)?.last).toMatchObject({ text: undefined, deleted: true });
    await harbour.run(4_000);
    expect(texts(bob, id)).toEqual(['oops']);
    expect((await undo(harbour, alice, id, messageId)).ok).toBe(true);
    await harbour.run(20_000);
    expect(alice.messages(id)[0]).toMatchObject({ removingAt: undefined, text: 'oops', deleted: undefined });
    expect(alice.connection?.unsent).toBe(0);
    await remove(harbour, alice, id, messageId);
    await harbour.run(10_000);
    expect(alice.messages(id)[0]).toMatchObject({ removingAt: undefined, text: undefined, deleted: {} });
    expect(bob.messages(id)[0]?.deleted).toEqual({ by: 'alice' });
    expect(await undo(harbour, alice, id, messageId)).toEqual({ ok: false, error: 'too-late' });
  });

  it('MSG-9 is done by the next start when the app was closed before', async () => {
    const harbour = new Harbour();
    const { alice, bob, id, messageId } = await two(harbour);
    await remove(harbour, alice, id, messageId);
    alice.crash();
    await harbour.run(60_000);
    expect(texts(bob, id)).toEqual(['oops']);
    alice.start();
    await harbour.run(5_000);
    expect(bob.messages(id)[0]?.deleted).toEqual({ by: 'alice' });
  });

  it('MSG-9 reaches the server when it falls due in a conversation that is on no screen', async () => {
    const harbour = new Harbour();
    const { alice, bob, id, messageId } = await two(harbour);
    await remove(harbour, alice, id, messageId);
    alice.crash();
    // Back within the time, online and settled before it is due.
    alice.start();
    await harbour.run(10_000);
    expect(alice.connection).toMatchObject({ state: 'online', unsent: 0 });
    expect(bob.messages(id)[0]?.deleted).toEqual({ by: 'alice' });
  });

  it('MSG-9 can be undone after a restart within the time, and stays undone after the next', async () => {
    const harbour = new Harbour();
    const { alice, bob, id, messageId } = await two(harbour);
    await remove(harbour, alice, id, messageId);
    await harbour.run(1_000);
    alice.crash();
    alice.start();
    alice.look(id);
    await harbour.run(1_000);
    expect(alice.messages(id)[0]?.removingAt).toBeDefined();
    expect((await undo(harbour, alice, id, messageId)).ok).toBe(true);
    alice.crash();
    alice.start();
    await harbour.run(20_000);
    expect(texts(bob, id)).toEqual(['oops']);
  });

  it('MSG-9 survives a crash at any moment around its time', async () => {
    for (let at = 4_980; at <= 5_060; at += 4) {
      const harbour = new Harbour();
      const { alice, bob, id, messageId } = await two(harbour);
      alice.setOnline(false);
      const asked = harbour.scheduler.now;
      await remove(harbour, alice, id, messageId);
      await harbour.run(asked + at - harbour.scheduler.now);
      alice.crash();
      alice.setOnline(true);
      alice.start();
      alice.look(id);
      await harbour.run(20_000);
      for (const device of [alice, bob]) expect(device.messages(id)).toMatchObject([{ deleted: {} }]);
      expect(alice.connection?.unsent).toBe(0);
    }
  });

  it('MSG-10 offers nothing of a message whose deletion waits, and quotes it as deleted', async () => {
    const harbour = new Harbour();
    const { alice, id, messageId } = await two(harbour);
    const answer = makeMessageId(harbour.scheduler.now, harbour.random);
    const body = { kind: 'text', text: 'what?', reply: { chapter: 0, id: messageId } } as const;
    await harbour.answer(alice.call('send', { conversationId: id, messageId: answer, body }));
    expect(alice.messages(id)[1]?.quote).toMatchObject({ state: 'here', text: 'oops', own: true });
    expect(alice.messages(id)[0]?.replies).toEqual({ count: 1, unread: 0 });
    await remove(harbour, alice, id, messageId);
    expect(alice.messages(id)[1]?.quote).toMatchObject({ state: 'deleted', text: undefined });
    expect(Object.values(alice.messages(id)[0]?.may ?? {})).toEqual(Array(7).fill(false));
    await harbour.run(10_000);
    expect(alice.messages(id)[1]?.quote).toMatchObject({ state: 'deleted', text: undefined });
  });

  it('MSG-11 deletes what was never sent, without a trace for others', async () => {
    const harbour = new Harbour();
    const { alice, bob, id } = await two(harbour);
    alice.setOnline(false);
    const messageId = await harbour.send(alice, id, 'never mind');
    await remove(harbour, alice, id, messageId);
    await harbour.run(10_000);
    expect(texts(alice, id)).toEqual(['oops']);
    alice.setOnline(true);
    await harbour.run(30_000);
    for (const device of [alice, bob]) expect(texts(device, id)).toEqual(['oops']);
    expect(alice.connection).toMatchObject({ unsent: 0, notSent: 0 });
  });

  it('MERGE-1 deletes once what its author deletes on two devices apart', async () => {
    const harbour = new Harbour();
    const { alice, bob, id, messageId } = await two(harbour);
    const other = await harbour.device('alice-2', 'alice');
    other.look(id);
    await harbour.run();
    for (const device of [alice, other]) device.setOnline(false);
    for (const device of [alice, other]) await remove(harbour, device, id, messageId);
    await harbour.run(10_000);
    for (const device of [alice, other]) device.setOnline(true);
    await harbour.run(30_000);
    for (const device of [alice, other, bob]) {
      expect(device.messages(id)).toMatchObject([{ deleted: {} }]);
      expect(device.connection?.unsent).toBe(0);
    }
  });
});
