import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ConversationRow } from '../../client/channel/projections.ts';
import { accountDocument } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { rebuildAccount } from '../simulation/stored-chapters.ts';
import { Harbour } from '../support/fake-sync-server.ts';

const draftOf = (device: SimulatedDevice, id: string): ConversationRow['draft'] | undefined =>
  device.conversations.find((row) => row.id === id)?.draft;

/** Devices of Alice, and a conversation they have open. */
const scene = async (...names: readonly string[]) => {
  const harbour = new Harbour();
  const devices: SimulatedDevice[] = [];
  for (const name of names) devices.push(await harbour.device(name, 'alice'));
  const [first] = devices;
  if (first === undefined) throw new Error('no device');
  const id = await harbour.direct(first, 'bob');
  await harbour.run();
  const save = (device: SimulatedDevice, text: string) =>
    harbour.answer(device.call('saveDraft', { conversationId: id, text }));
  const stored = () => rebuildAccount(harbour.storage, first.userId as UserId);
  return { harbour, devices, id, save, stored };
};

/** An update with a draft as devices before protocol 3 wrote it. */
const oldDraft = (number: number, id: ConversationId, text: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = number * 2 ** 22 + 77;
  doc.getText(`draft:${id}`).insert(0, text);
  return Y.encodeStateAsUpdate(doc);
};

describe('drafts of one person', () => {
  it('REP-24 three devices go on apart, one sends: what it saw is gone, the words of the others stay', async () => {
    const { harbour, devices, id, save, stored } = await scene('one', 'two', 'three');
    const [one, two, three] = devices as [SimulatedDevice, SimulatedDevice, SimulatedDevice];
    await save(one, 'tide at nine');
    await harbour.run();
    two.setOnline(false);
    three.setOnline(false);
    await save(two, 'tide at nine, bring oars');
    await save(three, 'tide at nine, and rope');
    await harbour.send(one, id, 'tide at nine');
    await harbour.run();
    expect(draftOf(one, id)?.text).toBe('');
    for (const device of [two, three]) device.setOnline(true);
    await harbour.run(60_000);
    const shown = devices.map((device) => draftOf(device, id)?.text);
    expect(new Set(shown).size).toBe(1);
    for (const words of ['bring oars', 'and rope']) expect(shown[0]).toContain(words);
    expect(shown[0]).not.toContain('nine');
    // One that goes on has taken in what the others wrote: their entries are gone.
    await save(two, 'all of it');
    await harbour.run(60_000);
    expect(devices.map((device) => draftOf(device, id)?.text)).toEqual(['all of it', 'all of it', 'all of it']);
    expect((await stored()).getMap('drafts').size).toBe(1);
  });

  it('REP-24 what another device wrote within the second before a save is not overwritten', async () => {
    const { harbour, devices, id, save } = await scene('one', 'two');
    const [one, two] = devices as [SimulatedDevice, SimulatedDevice];
    await save(one, 'a');
    // Waits for its second to be over.
    await save(one, 'a tide');
    await save(two, 'oars');
    await harbour.run(60_000);
    for (const device of devices)
      for (const words of ['a tide', 'oars']) expect(draftOf(device, id)?.text).toContain(words);
  });

  it('REP-24 a text too long for a draft is not written, and says so to whoever asks', async () => {
    const { harbour, devices, id } = await scene('one', 'two');
    const [one, two] = devices as [SimulatedDevice, SimulatedDevice];
    const long = 'x'.repeat(LIMITS.draftEnvelopeBytes);
    const save = (text: string) => harbour.answer(one.call('saveDraft', { conversationId: id, text, durably: true }));
    expect(await save(long)).toMatchObject({ ok: false });
    await harbour.run(60_000);
    expect([draftOf(one, id)?.text, draftOf(two, id)?.text]).toEqual([long, '']);
    expect(await save('short')).toMatchObject({ ok: true });
    await harbour.run(60_000);
    expect([draftOf(one, id)?.text, draftOf(two, id)?.text]).toEqual(['short', 'short']);
  });

  it('REP-24 entries without a text go once there are many, the oldest first', async () => {
    const { harbour, devices, id, save, stored } = await scene('one');
    const [one] = devices as [SimulatedDevice];
    const messageId = await harbour.send(one, id, 'x');
    for (let chapter = 0; chapter <= LIMITS.drafts / 2; chapter++)
      for (const text of ['a', ''])
        await harbour.answer(one.call('saveThreadDraft', { conversationId: id, thread: { chapter, messageId }, text }));
    await harbour.run(60_000);
    await save(one, 'still here');
    await harbour.run(60_000);
    const keys = [...(await stored()).getMap('drafts').keys()];
    expect(keys.length).toBeLessThan(LIMITS.drafts / 2);
    expect(draftOf(one, id)?.text).toBe('still here');
  });
});

describe('drafts of the old form', () => {
  it('REP-44 what this device had not sent moves into the map when it is opened, and reaches the others', async () => {
    const { harbour, devices, id, stored } = await scene('one', 'two');
    const [one, two] = devices as [SimulatedDevice, SimulatedDevice];
    const { number } = await harbour.person('alice');
    one.setOnline(false);
    await harbour.run(1_000);
    one.crash();
    const name = one.disk.documentNames().find((each) => each.includes('account/')) ?? '';
    one.disk.put(name, oldDraft(number, id, 'from before'));
    one.start();
    await harbour.run(5_000);
    expect(draftOf(one, id)?.text).toBe('from before');
    one.setOnline(true);
    await harbour.run(60_000);
    expect(draftOf(two, id)?.text).toBe('from before');
    const doc = await stored();
    expect([doc.getText(`draft:${id}`).toString(), doc.getMap('drafts').size]).toEqual(['', 1]);
    expect([one, two].map((device) => device.connection?.unsent)).toEqual([0, 0]);
  });

  it('REP-44 what the server had moves once, also by two devices at a time, and is not moved again once it is sent', async () => {
    const { harbour, devices, id, stored } = await scene('one', 'two');
    const { number, userId } = await harbour.person('alice');
    for (const device of devices) device.crash();
    harbour.stop();
    const name = accountDocument(userId as UserId, 0);
    await harbour.storage.journal.commit([
      {
        document: name,
        expectedVersion: await harbour.storage.journal.version(name),
        userId: undefined,
        conversationId: undefined,
        effects: undefined,
        purge: false,
        name: undefined,
        encode: () => [oldDraft(number, id, 'from before')],
      },
    ]);
    harbour.start();
    for (const device of devices) device.start();
    await harbour.run(60_000);
    for (const device of devices) expect(draftOf(device, id)?.text).toBe('from before');
    const [one] = devices as [SimulatedDevice];
    await harbour.send(one, id, 'from before');
    await harbour.run(60_000);
    for (const device of devices) {
      device.crash();
      device.start();
    }
    await harbour.run(60_000);
    for (const device of devices) expect(draftOf(device, id)?.text).toBe('');
    expect((await stored()).getText(`draft:${id}`).toString()).toBe('');
  });
});
