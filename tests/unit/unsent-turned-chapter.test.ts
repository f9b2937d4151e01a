import { describe, expect, it } from 'vitest';
// Loaded late by the replica: here it must be at hand, because virtual time does not wait for a file.
import '../../client/replica/unsent/unsent-list.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';

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
    for (const text of words) await harbour.send(alice, id, text);
    const file = await save(alice);
    await turn(bob);
    expect(await add(other, file)).toMatchObject({ value: { added: 3, known: 0, left: 0 } });
    await harbour.run(20_000);
    // Written after the file was saved.
    await harbour.send(alice, id, 'four');
    expect(await harbour.answer(alice.call('remove', { conversationId: id, chapter: 0, messageId: first }))).toMatchObject({
      ok: true,
    });
    await harbour.run(1_000);
    alice.setOnline(true);
    await harbour.run(120_000);
    for (const device of [alice, other, bob]) {
      for (const text of [...words, 'four'])
        expect(texts(device, id).filter((one) => one === text), `${device.name} ${text}`).toHaveLength(1);
      expect(texts(device, id), device.name).not.toContain('before');
      expect(device.notSent, device.name).toEqual([]);
      expect(device.connection?.unsent, device.name).toBe(0);
    }
  });
});
