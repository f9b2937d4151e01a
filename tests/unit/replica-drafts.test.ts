import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ConversationRow } from '../../client/channel/conversation-view.ts';
import type { ReplicaDocument } from '../../client/replica/documents/replica-document.ts';
import { createDraftIndex } from '../../client/replica/drafts/draft-index.ts';
import { planAccount } from '../../client/replica/rebase/plan-account.ts';
import { accountDocument } from '../../shared/document/name.ts';
import { type DraftEntry, encodeDraft, readDraft } from '../../shared/drafts/draft-entry.ts';
import { draftKey } from '../../shared/drafts/draft-key.ts';
import { type OpenBody, openPlain, sealPlain } from '../../shared/envelope/opened-body.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { type ConversationId, directIdOf } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { rebuildAccount } from '../simulation/stored-chapters.ts';
import { Harbour } from '../support/fake-sync-server.ts';

const draftOf = (device: SimulatedDevice, id: string): ConversationRow['draft'] | undefined =>
  device.conversations.find((row) => row.id === id)?.draft;

/** Devices of Alice, and a conversation they have open. */
const scene = (...names: readonly string[]) => sceneBySeed(1, ...names);
const sceneBySeed = async (seed: number, ...names: readonly string[]) => {
  const harbour = new Harbour({ seed });
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
    // The second waits for its second to be over, and the other device has heard of neither.
    await Promise.all([save(one, 'a'), save(one, 'a tide'), save(two, 'oars')]);
    await harbour.run(60_000);
    for (const device of devices)
      for (const words of ['a tide', 'oars']) expect(draftOf(device, id)?.text).toContain(words);
  });

  it.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    'REP-24 words that reached the server but not the disk, and words typed offline after a crash, are joined (seed %i)',
    async (seed) => {
      const { harbour, devices, id, save } = await sceneBySeed(seed, 'one', 'two');
      const [one, two] = devices as [SimulatedDevice, SimulatedDevice];
      await save(one, 'tide');
      await harbour.run();
      one.disk.failing = true;
      await save(one, 'tide at nine');
      await harbour.run(5_000);
      expect(draftOf(two, id)?.text).toBe('tide at nine');
      one.crash();
      one.disk.failing = false;
      one.setOnline(false);
      one.start();
      await harbour.run(5_000);
      const kept = draftOf(one, id)?.text;
      await save(one, `${kept}, and oars`);
      await harbour.run(5_000);
      one.setOnline(true);
      await harbour.run(60_000);
      const shown = devices.map((device) => draftOf(device, id)?.text);
      expect(new Set(shown).size).toBe(1);
      for (const words of ['at nine', 'and oars']) expect(shown[0]).toContain(words);
    },
  );

  it.each([1, 2, 3, 4, 5, 6])(
    'REP-24 what waits to be written and what another device adds meanwhile are joined (seed %i)',
    async (seed) => {
      const { harbour, devices, id, save } = await sceneBySeed(seed, 'one', 'two');
      const [one, two] = devices as [SimulatedDevice, SimulatedDevice];
      await save(one, 'tide');
      // Waits for its second to be over; the other device may have heard of the word before it.
      await save(one, 'tide at nine');
      const heard = draftOf(two, id)?.text ?? '';
      await save(two, `${heard}, bring oars`);
      await harbour.run(60_000);
      for (const device of devices)
        for (const words of ['tide', 'at nine', 'bring oars']) expect(draftOf(device, id)?.text).toContain(words);
    },
  );

  it('REP-24 what is typed while the account document is being opened joins what this device had written', async () => {
    for (const isSent of [false, true]) {
      const { harbour, devices, id, save } = await scene('one');
      const [one] = devices as [SimulatedDevice];
      await save(one, 'before');
      await harbour.run();
      one.crash();
      let open = (): void => {};
      const held = new Promise<void>((resolve) => {
        open = resolve;
      });
      one.disk.beforeOpen = (name) => (name.includes('/account/') ? held : Promise.resolve());
      one.start();
      one.look(id);
      await harbour.run(2_000);
      const saved = one.call('saveDraft', { conversationId: id, text: 'typed' });
      await harbour.run(100);
      if (isSent) await harbour.send(one, id, 'typed');
      open();
      expect(await harbour.answer(saved)).toMatchObject({ ok: true });
      await harbour.run(10_000);
      expect(draftOf(one, id)?.text).toBe(isSent ? 'before' : 'before\ntyped');
    }
  });

  it('REP-24 a device whose clock is beyond all dates loses no words of another, nor its own', async () => {
    const { harbour, devices, id, save } = await scene('one', 'two');
    const [one, two] = devices as [SimulatedDevice, SimulatedDevice];
    one.skew = 2 * LIMITS.latestTime;
    await save(one, 'tide');
    await harbour.run();
    two.setOnline(false);
    await save(two, 'tide, oars');
    await save(one, 'tide, rope');
    two.setOnline(true);
    await harbour.run(60_000);
    for (const device of devices)
      for (const words of ['oars', 'rope']) expect(draftOf(device, id)?.text).toContain(words);
  });

  it.each([1, 2, 3])(
    'REP-24 and REP-29 what was unsent is shown, and typed on, when the next generation is opened (seed %i)',
    async (seed) => {
      const harbour = new Harbour({ seed, limits: { accountClientIds: 4 } });
      const [one, two] = [await harbour.device('one', 'alice'), await harbour.device('two', 'alice')];
      const id = await harbour.direct(one, 'bob');
      const save = (text: string) => one.call('saveDraft', { conversationId: id, text });
      const generation = async () => (await harbour.storage.facts.account(one.userId))?.generation;
      await harbour.run();
      one.setOnline(false);
      await harbour.answer(save('unsent'));
      await harbour.run();
      for (let starts = 0; (await generation()) === 0 && starts < 20; starts++) {
        two.crash();
        await harbour.run(10_000);
        two.start();
        await harbour.run();
        await harbour.answer(two.call('setPreferences', { sound: starts % 2 === 0 }));
        await harbour.run();
      }
      expect(await generation()).toBe(1);
      one.setOnline(true);
      // Somebody types on in whatever moment the draft looks otherwise.
      for (let ms = 0; ms < 20_000; ms += 5) {
        await harbour.run(5);
        if (draftOf(one, id)?.text === '') void save('typed');
      }
      for (const device of [one, two]) expect(draftOf(device, id)?.text).toBe('unsent');
    },
  );

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

  it('REP-24 an empty entry stays while another device still holds text at its place', () => {
    const device = 2;
    const live = {
      doc: new Y.Doc(),
      bodies: { renew: (_: string, read: (open: OpenBody) => unknown) => read(openPlain) },
    };
    const map = live.doc.getMap('drafts');
    const put = (place: string, entry: DraftEntry) => map.set(draftKey(place, entry.device), encodeDraft(1, entry));
    const [first, second] = ['a', 'b'].map((name) => directIdOf(name as UserId, 'z' as UserId));
    if (first === undefined || second === undefined) throw new Error('two places');
    const sent = { device: 1, at: 1, text: '', took: [] };
    put(first, sent);
    put(first, { device, at: 2, text: 'what was sent, and more', took: [] });
    put(second, { ...sent, at: 3 });
    expect(
      createDraftIndex(1, 7, () => undefined)
        .empty(live as unknown as ReplicaDocument)
        .map(([place]) => place),
    ).toEqual([second]);
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

describe('a rebase of the account document', () => {
  it('REP-24 joins an own entry that only the server has with what was written here without knowing it', () => {
    const key = draftKey(directIdOf('a' as UserId, 'b' as UserId), 7);
    const entry = (at: number, text: string) => encodeDraft(1, { device: 7, at, text, took: [] });
    const write = (doc: Y.Doc, at: number, text: string) => doc.getMap('drafts').set(key, entry(at, text));
    const [mine, server] = [new Y.Doc(), new Y.Doc()];
    write(server, 1, 'tide');
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(server));
    write(server, 2, 'tide at nine');
    write(mine, 3, 'tide, and oars');
    const context = { mine, server, me: 1, device: 7, moveUnsentToNotSent: false, open: openPlain, seal: sealPlain };
    const unsent = [{ root: 'drafts', key, value: mine.getMap('drafts').get(key) as Uint8Array, alive: true }];
    const [step] = planAccount(context, unsent);
    const text = step?.op === 'set' ? readDraft(1, key, step.value)?.text : undefined;
    for (const words of ['at nine', 'and oars']) expect(text).toContain(words);
    // What this device had seen is replaced.
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(server));
    write(mine, 4, 'nothing');
    const [last] = planAccount(context, [{ root: 'drafts', key, value: entry(4, 'nothing'), alive: true }]);
    expect(last?.op === 'set' ? readDraft(1, key, last.value)?.text : undefined).toBe('nothing');
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
