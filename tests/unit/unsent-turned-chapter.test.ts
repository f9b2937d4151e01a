import { describe, expect, it } from 'vitest';
// Loaded late by the replica: here it must be at hand, because virtual time does not wait for a file.
import '../../client/replica/unsent/unsent-list.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

const change = (harbour: Harbour, device: SimulatedDevice, id: ConversationId, messageId: MessageId, text: string) => {
  const editId = makeEditId(harbour.scheduler.now, harbour.random);
  return harbour.answer(device.call('edit', { conversationId: id, chapter: 0, messageId, editId, text }));
};

const scene = async (seed: number, limits: Record<string, number> = {}) => {
  const harbour = new Harbour({ seed, limits: { chapterMessages: 4, ...limits } });
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  const first = await harbour.send(alice, id, 'before');
  await harbour.run(10_000);
  const other = await harbour.device('alice-2', 'alice');
  for (const device of [other, bob]) device.look(id);
  await harbour.run(10_000);
  /** Others write until the newest chapter is another one. */
  const turn = async (device: SimulatedDevice, count = 5) => {
    for (let at = 0; at < count; at++) {
      await harbour.send(device, id, `turning ${at}`);
      await harbour.run(500);
    }
    await harbour.run(10_000);
  };
  const save = async (device: SimulatedDevice): Promise<Blob> => {
    const saved = await harbour.answer(device.call('exportUnsent', {}));
    if (!saved.ok) throw new Error(saved.error);
    return saved.value.file;
  };
  const add = (device: SimulatedDevice, file: Blob) => harbour.answer(device.call('importUnsent', { file }));
  return { harbour, alice, other, bob, id, first, turn, save, add };
};

describe('what another device sent from a file into a newer chapter', () => {
  it('OUT-10 is neither doubled nor listed as not sent, and what was written beside it arrives', async () => {
    const { harbour, alice, other, bob, id, first, turn, save, add } = await scene(1);
    alice.setOnline(false);
    const words = ['one', 'two', 'three'];
    const ids: MessageId[] = [];
    for (const text of ['one', 'zwei', 'three']) ids.push(await harbour.send(alice, id, text));
    await change(harbour, alice, id, ids[1] as MessageId, 'two');
    const file = await save(alice);
    await turn(bob);
    expect(await add(other, file)).toMatchObject({ value: { added: 4, known: 0, left: 0 } });
    expect(await add(other, file)).toMatchObject({ value: { added: 0, known: 4, left: 0 } });
    await harbour.run(20_000);
    // Written after the file was saved.
    await harbour.send(alice, id, 'four');
    expect(
      await harbour.answer(alice.call('remove', { conversationId: id, chapter: 0, messageId: first })),
    ).toMatchObject({
      ok: true,
    });
    await harbour.run(1_000);
    alice.setOnline(true);
    await harbour.run(120_000);
    for (const device of [alice, other, bob]) {
      for (const text of [...words, 'four'])
        expect(
          texts(device, id).filter((one) => one === text),
          `${device.name} ${text}`,
        ).toHaveLength(1);
      expect(texts(device, id), device.name).not.toContain('before');
      expect(device.notSent, device.name).toEqual([]);
      expect(device.connection?.unsent, device.name).toBe(0);
    }
  });

  it.each(['writer', 'importer'])('OUT-10 once with its edit, chapters later, when the %s comes last', async (last) => {
    const { harbour, alice, other, bob, id, turn, save, add } = await scene(2);
    for (const device of [alice, other]) device.setOnline(false);
    const writtenAt = harbour.scheduler.now;
    const messageId = await harbour.send(alice, id, 'one');
    await harbour.send(alice, id, 'two');
    await change(harbour, alice, id, messageId, 'one, edited');
    await turn(bob);
    expect(await add(other, await save(alice))).toMatchObject({ value: { added: 3, known: 0, left: 0 } });
    await turn(bob, 10);
    const order = last === 'writer' ? [other, alice] : [alice, other];
    for (const device of order) {
      device.setOnline(true);
      await harbour.run(60_000);
      await turn(bob, 3);
    }
    await harbour.run(120_000);
    for (const device of [alice, other, bob]) {
      for (const text of ['one, edited', 'two'])
        expect(
          texts(device, id).filter((one) => one === text),
          `${device.name} ${text}`,
        ).toHaveLength(1);
      expect(texts(device, id), device.name).not.toContain('one');
      expect([device.notSent, device.connection?.unsent], device.name).toEqual([[], 0]);
    }
    const message = bob.messages(id).find((one) => one.text === 'two');
    expect(Math.abs((message?.at ?? 0) - writtenAt)).toBeLessThan(60_000);
  });

  it('OUT-10 REP-47 an edit and a deletion made after the file was saved are listed, not lost', async () => {
    const { harbour, alice, other, bob, id, turn, save, add } = await scene(3);
    alice.setOnline(false);
    const [edited, removed] = [await harbour.send(alice, id, 'one'), await harbour.send(alice, id, 'two')];
    const file = await save(alice);
    await turn(bob);
    await add(other, file);
    await harbour.run(20_000);
    await change(harbour, alice, id, edited, 'one, edited');
    await harbour.answer(alice.call('remove', { conversationId: id, chapter: 0, messageId: removed }));
    await harbour.run(10_000);
    alice.setOnline(true);
    await harbour.run(120_000);
    expect(alice.notSent.map(({ text }) => text)).toEqual(['one, edited']);
    expect(alice.outbox).toMatchObject([{ kind: 'remove-message', state: 'refused' }]);
    for (const device of [alice, other, bob]) {
      expect(texts(device, id), device.name).toEqual(expect.arrayContaining(['one', 'two']));
      expect(device.connection?.unsent, device.name).toBe(0);
    }
  });

  it('OUT-10 an imported edit changes its message in the chapter where that stands, fetched if it is not here', async () => {
    const { harbour, alice, bob, id, first, turn, save, add } = await scene(4);
    await turn(bob, 20);
    alice.setOnline(false);
    await change(harbour, alice, id, first, 'before noon');
    const file = await save(alice);
    const fresh = await harbour.device('alice-3', 'alice');
    expect(await add(fresh, file)).toMatchObject({ value: { added: 1, known: 0, left: 0 } });
    expect(await add(fresh, file)).toMatchObject({ value: { added: 0, known: 1, left: 0 } });
    await harbour.run(60_000);
    expect(texts(bob, id)).toContain('before noon');
    alice.setOnline(true);
    await harbour.run(60_000);
    expect([alice.notSent, alice.connection?.unsent]).toEqual([[], 0]);
  });
});
