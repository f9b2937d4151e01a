import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
// Loaded late by the replica: here they must be at hand, because virtual time does not wait for a file.
import '../../client/replica/unsent/unsent-list.ts';
import { readUnsentFile } from '../../client/replica/unsent/unsent-file.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { makeEditId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';
import { sendFiles } from '../support/sending-files.ts';

const MB = 1024 * 1024;

const scene = async (seed = 1) => {
  const harbour = new Harbour({ seed });
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  await harbour.send(alice, id, 'before');
  await harbour.run(10_000);
  const other = await harbour.device('alice-2', 'alice');
  other.look(id);
  bob.look(id);
  await harbour.run(10_000);
  const save = async (device: SimulatedDevice): Promise<Blob> => {
    const saved = await harbour.answer(device.call('exportUnsent', {}));
    if (!saved.ok) throw new Error(saved.error);
    return saved.value.file;
  };
  const add = (device: SimulatedDevice, file: Blob) => harbour.answer(device.call('importUnsent', { file }));
  return { harbour, alice, other, bob, id, save, add };
};

describe('a file with what was not sent', () => {
  it.each(['first', 'second', 'both at once'])(
    'OUT-10 arrives once and with its time when the %s device sends',
    async (order) => {
      const { harbour, alice, other, bob, id, save, add } = await scene();
      alice.setOnline(false);
      const writtenAt = harbour.scheduler.now;
      await harbour.send(alice, id, 'from the boat');
      await sendFiles(harbour, alice, id, [MB + 5]);
      await harbour.run(3_600_000);
      const file = await save(alice);
      if (order !== 'second') {
        other.setOnline(false);
        alice.setOnline(order === 'first');
        await harbour.run(60_000);
      }
      expect(await add(other, file)).toEqual({ ok: true, value: { added: 2, known: 0, left: 0 } });
      expect(await add(other, file)).toEqual({ ok: true, value: { added: 0, known: 2, left: 0 } });
      if (order === 'second') await harbour.run(60_000);
      for (const device of [alice, other]) device.setOnline(true);
      await harbour.run(120_000);
      for (const device of [alice, other, bob]) {
        expect(texts(device, id).filter((text) => text === 'from the boat')).toHaveLength(1);
        expect(device.messages(id)).toHaveLength(3);
        expect(device.notSent).toEqual([]);
        expect(device.connection?.unsent).toBe(0);
      }
      for (const { at } of bob.messages(id).slice(1)) expect(Math.abs(at - writtenAt)).toBeLessThan(60_000);
    },
  );

  it('OUT-10 carries a new group and an edit', async () => {
    const { harbour, alice, other, bob, id, save, add } = await scene(2);
    alice.setOnline(false);
    const group = makeGroupId(harbour.scheduler.now, harbour.random);
    await harbour.answer(
      alice.call('createGroup', { conversationId: group, name: 'Boat', members: [await harbour.person('bob')] }),
    );
    await harbour.send(alice, group, 'aboard');
    const [first] = alice.messages(id);
    if (first === undefined) throw new Error('no message');
    const edit = { conversationId: id, chapter: 0, messageId: first.messageId, text: 'before noon' };
    await harbour.answer(alice.call('edit', { ...edit, editId: makeEditId(harbour.scheduler.now, harbour.random) }));
    await harbour.run(1_000);
    expect(await add(other, await save(alice))).toMatchObject({ value: { added: 2, left: 0 } });
    await harbour.run(30_000);
    expect(texts(bob, id)).toEqual(['before noon']);
    bob.look(group);
    await harbour.run(10_000);
    expect(texts(bob, group)).toEqual(['aboard']);
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(texts(bob, group)).toEqual(['aboard']);
    expect(texts(bob, id)).toEqual(['before noon']);
    expect([alice.notSent, alice.outbox, alice.connection?.unsent]).toEqual([[], [], 0]);
  });

  it('OUT-10 is refused whole by another account, and when it was cut or changed', async () => {
    const { harbour, alice, other, bob, id, save, add } = await scene(3);
    alice.setOnline(false);
    await harbour.send(alice, id, 'words');
    await sendFiles(harbour, alice, id, [100]);
    await harbour.run(1_000);
    const file = await save(alice);
    expect(await add(bob, file)).toEqual({ ok: false, error: 'not-allowed' });
    expect(await add(other, file.slice(0, file.size - 1))).toEqual({ ok: false, error: 'unknown' });
    expect(await add(other, new Blob([file, 'x']))).toEqual({ ok: false, error: 'unknown' });
    expect(texts(other, id)).toEqual(['before']);
  });

  it('OUT-10 says how many messages a file leaves out or has without their files, and completes what another device lacks', async () => {
    const { harbour, alice, other, bob, id, add } = await scene(5);
    alice.setOnline(false);
    await harbour.send(alice, id, 'words');
    const { blobs } = await sendFiles(harbour, alice, id, [MB]);
    await sendFiles(harbour, alice, id, [2 * MB]);
    await harbour.run(1_000);
    const whole = await harbour.answer(alice.call('exportUnsent', {}));
    expect(whole).toMatchObject({ value: { count: 3, left: 0 } });
    const [blob = ''] = blobs;
    const kept = alice.files.files.get(blob);
    if (!whole.ok || kept === undefined) throw new Error('not saved');
    alice.files.parts.set(blob, []);
    const saved = await harbour.answer(alice.call('exportUnsent', {}));
    expect(saved).toMatchObject({ value: { count: 3, left: 1 } });
    if (saved.ok) expect((await readUnsentFile(saved.value.file))?.files).toHaveLength(1);
    // The other device has begun to load it.
    other.files.files.set(blob, { ...kept, whole: false });
    expect(await add(other, whole.value.file)).toMatchObject({ value: { added: 3, left: 0 } });
    await harbour.run(60_000);
    expect(bob.messages(id)).toHaveLength(4);
    expect(other.uploads).toEqual([]);
  });

  it('OUT-10 never throws for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(`${text}\n`)),
        ),
        async (bytes) => {
          expect(await readUnsentFile(new Blob([new Uint8Array(bytes)]))).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });

  it('OUT-9 lists messages, edits and files that the server does not have, and what is cancelled is not sent', async () => {
    const { harbour, alice, bob, id } = await scene(4);
    alice.setOnline(false);
    const messageId = await harbour.send(alice, id, 'second thoughts');
    const { messageId: withFile } = await sendFiles(harbour, alice, id, [MB]);
    await harbour.run(1_000);
    const listed = await harbour.answer(alice.call('unsent', {}));
    expect(listed).toMatchObject({
      value: {
        items: [
          { key: messageId, kind: 'message', place: { chapter: 0 } },
          { key: withFile, place: undefined },
        ],
      },
    });
    if (listed.ok) expect(listed.value.items[1]?.size).toBeGreaterThan(MB);
    await harbour.answer(alice.call('remove', { conversationId: id, chapter: 0, messageId }));
    await harbour.answer(alice.call('cancelUpload', { conversationId: id, messageId: withFile }));
    await harbour.run(10_000);
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(texts(bob, id).filter((text) => text !== '')).toEqual(['before']);
    expect(alice.connection?.unsent).toBe(0);
  });
});
