import { describe, expect, it } from 'vitest';
import { filesDatabase } from '../../client/files/files-database.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { removeReleased } from '../simulation/simulated-files.ts';
import { Harbour } from '../support/fake-sync-server.ts';
import { sendFiles } from '../support/sending-files.ts';

const MB = 1024 * 1024;

const states = (device: SimulatedDevice, id: ConversationId) => device.messages(id).map(({ state }) => state);
const kindsOf = (device: SimulatedDevice, id: ConversationId) => device.messages(id).map(({ body }) => body?.kind);

const twoPeople = async (seed = 1) => {
  const harbour = new Harbour({ seed });
  const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
  const id = await harbour.direct(alice, 'bob');
  bob.look(id);
  await harbour.run();
  return { harbour, alice, bob, id };
};

describe('a message with files', () => {
  it('UPLOAD-1 is shown at once, and sent when the server has all its files', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    const { blobs } = await sendFiles(harbour, alice, id, [3 * MB + 5, 20]);
    expect(kindsOf(alice, id)).toEqual(['files']);
    expect(alice.connection?.unsent).toBe(1);
    expect(bob.messages(id)).toEqual([]);
    await harbour.run(60_000);
    expect(states(alice, id)).toEqual(['delivered']);
    expect(bob.messages(id)).toMatchObject([{ body: { files: [{ blob: blobs[0] }, { blob: blobs[1] }] } }]);
    expect([alice.uploads, alice.connection?.unsent]).toEqual([[], 0]);
    expect(harbour.blobStore.held().sort()).toEqual([...blobs].sort());
    expect([...alice.files.files.values()].map(({ safe }) => safe)).toEqual([true, true]);
  });

  it('UPLOAD-1 lets text pass that was written after it, and waits offline across restarts', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    alice.setOnline(false);
    await sendFiles(harbour, alice, id, [5 * MB]);
    await harbour.run(1_000);
    expect(alice.uploads).toMatchObject([{ state: 'waiting', reason: 'offline', sent: 0 }]);
    alice.crash();
    alice.start();
    alice.look(id);
    await harbour.run(1_000);
    expect(kindsOf(alice, id)).toEqual(['files']);
    const { messageId } = await sendFiles(harbour, alice, id, [90 * MB]);
    await harbour.answer(alice.call('pauseUpload', { conversationId: id, messageId, on: true }));
    await harbour.send(alice, id, 'words');
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(kindsOf(bob, id).sort()).toEqual(['files', 'text']);
    expect(alice.uploads).toMatchObject([{ messageId, state: 'paused' }]);
  });

  it('UPLOAD-1 keeps the time of its writing, however long its files take and over a restart', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    alice.setOnline(false);
    const writtenAt = harbour.scheduler.now;
    await sendFiles(harbour, alice, id, [5 * MB]);
    await harbour.run(3_600_000);
    alice.crash();
    alice.start();
    alice.look(id);
    await harbour.run(3_600_000);
    alice.setOnline(true);
    await harbour.run(120_000);
    for (const device of [alice, bob])
      expect(Math.abs((device.messages(id)[0]?.at ?? 0) - writtenAt)).toBeLessThan(1_000);
  });

  it.each([0, 5, 30, 80, 200, 400, 700, 1_000, 1_500])(
    'UPLOAD-2 arrives once when the device and then the server end, each after %i ms',
    async (after) => {
      const { harbour, alice, bob, id } = await twoPeople(after + 1);
      await sendFiles(harbour, alice, id, [40 * MB, 12]);
      await harbour.run(after);
      alice.crash();
      await harbour.run(100);
      alice.start();
      alice.look(id);
      await harbour.run(after);
      harbour.stop();
      await harbour.run(1_000);
      harbour.start();
      await harbour.run(180_000);
      expect([kindsOf(bob, id), states(alice, id), alice.uploads]).toEqual([['files'], ['delivered'], []]);
    },
  );

  it('UPLOAD-2 sends no part again that the server has', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    await sendFiles(harbour, alice, id, [60 * MB]);
    while (harbour.blobStore.puts < 20) await harbour.run(50);
    alice.crash();
    await harbour.run(60_000);
    alice.start();
    await harbour.run(180_000);
    expect(kindsOf(bob, id)).toEqual(['files']);
    // 61 parts; one or two were on their way, and some answers were lost.
    expect(harbour.blobStore.puts).toBeLessThan(61 + 12);
  });

  it('UPLOAD-3 a small file does not wait behind a large one that is under way', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    const large = await sendFiles(harbour, alice, id, [90 * MB]);
    await harbour.run(300);
    expect(alice.uploads).toMatchObject([{ messageId: large.messageId, state: 'uploading' }]);
    const small = await sendFiles(harbour, alice, id, [2_000, 50]);
    while (bob.messages(id).length === 0) await harbour.run(50);
    expect(bob.messages(id)).toMatchObject([{ messageId: small.messageId }]);
    expect(alice.uploads).toMatchObject([{ messageId: large.messageId }]);
  });

  it('UPLOAD-3 progress is told four times a second at most, and ends whole', async () => {
    const { harbour, alice, id } = await twoPeople();
    let shown = 0;
    let last = -1;
    alice.onShown = () => {
      const sent = alice.uploads.reduce((sum, upload) => sum + upload.sent, 0);
      if (alice.uploads.length === 0 || sent === last) return;
      last = sent;
      shown++;
    };
    await sendFiles(harbour, alice, id, [90 * MB]);
    await sendFiles(harbour, alice, id, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const begun = harbour.scheduler.now;
    while (alice.uploads.length > 0) await harbour.run(100);
    expect(shown).toBeGreaterThan(3);
    expect(shown).toBeLessThan((harbour.scheduler.now - begun) / 250 + 3);
    expect(last).toBeLessThanOrEqual(91 * MB);
  });

  it('UPLOAD-5 a forward needs no upload', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    const { messageId } = await sendFiles(harbour, alice, id, [3 * MB]);
    await harbour.run(60_000);
    const { puts } = harbour.blobStore;
    const { chapter } = bob.messages(id)[0] ?? { chapter: -1 };
    const copy = makeMessageId(harbour.scheduler.now, harbour.random);
    const to = [{ conversationId: id, messageIds: [copy] }];
    const messages = [{ chapter, messageId }];
    expect(await harbour.answer(bob.call('forward', { conversationId: id, messages, to }))).toMatchObject({ ok: true });
    await harbour.run(5_000);
    expect(states(bob, id).at(-1)).toBe('delivered');
    expect(harbour.blobStore.puts).toBe(puts);
  });
});

describe('what a person does about it', () => {
  it('UPLOAD-7 pauses it across restarts, and goes on', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    const { messageId } = await sendFiles(harbour, alice, id, [60 * MB]);
    await harbour.run(400);
    const pause = (on: boolean) => harbour.answer(alice.call('pauseUpload', { conversationId: id, messageId, on }));
    expect(await pause(true)).toMatchObject({ ok: true });
    await harbour.run(1_000);
    const { puts } = harbour.blobStore;
    alice.crash();
    alice.start();
    await harbour.run(120_000);
    expect([harbour.blobStore.puts, alice.uploads]).toMatchObject([puts, [{ state: 'paused' }]]);
    expect(await pause(false)).toMatchObject({ ok: true });
    await harbour.run(120_000);
    expect(kindsOf(bob, id)).toEqual(['files']);
  });

  it.each([0, 100, 300, 600, 900])(
    'UPLOAD-8 cancelled after %i ms it leaves nothing, here or on the server',
    async (after) => {
      const { harbour, alice, bob, id } = await twoPeople();
      const { messageId } = await sendFiles(harbour, alice, id, [90 * MB, 40]);
      await harbour.run(after);
      alice.setOnline(after % 200 === 0);
      const cancelled = await harbour.answer(alice.call('cancelUpload', { conversationId: id, messageId }));
      expect(cancelled).toMatchObject({ ok: true });
      expect([alice.messages(id), alice.uploads, alice.files.files.size]).toEqual([[], [], 0]);
      await harbour.run(5_000);
      alice.setOnline(true);
      await harbour.run(120_000);
      expect([bob.messages(id), harbour.blobStore.held(), alice.connection?.unsent]).toEqual([[], [], 0]);
      expect(alice.conversations.find((one) => one.id === id)?.last).toBeUndefined();
    },
  );

  it('UPLOAD-8 a message that is in its chapter is not cancelled', async () => {
    const { harbour, alice, id } = await twoPeople();
    const { messageId } = await sendFiles(harbour, alice, id, [30]);
    await harbour.run(30_000);
    const cancelled = await harbour.answer(alice.call('cancelUpload', { conversationId: id, messageId }));
    expect(cancelled).toMatchObject({ ok: false });
    expect(states(alice, id)).toEqual(['delivered']);
  });
});

describe('what the server will not take', () => {
  it.each([
    ['too-large', { largest: MB }],
    ['quota-full', { ofAccount: MB }],
  ] as const)('UPLOAD-9 %s is told, and waits for a person', async (reason, bounds) => {
    const { harbour, alice, bob, id } = await twoPeople();
    Object.assign(alice.bounds, bounds);
    const { messageId } = await sendFiles(harbour, alice, id, [2 * MB]);
    await harbour.run(60_000);
    expect(alice.uploads).toMatchObject([{ messageId, state: 'failed', reason }]);
    expect(alice.uploads[0]?.againAt).toBeUndefined();
    expect(bob.messages(id)).toEqual([]);
    Object.assign(alice.bounds, { largest: 10 * MB, ofAccount: 10 * MB });
    await harbour.answer(alice.call('retryUpload', { conversationId: id, messageId }));
    await harbour.run(60_000);
    expect(kindsOf(bob, id)).toEqual(['files']);
  });

  it('UPLOAD-6 a full server is tried again by itself, later each time', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    harbour.blobStore.room = 0;
    await sendFiles(harbour, alice, id, [2 * MB]);
    await harbour.run(20_000);
    expect(alice.uploads).toMatchObject([{ state: 'failed', reason: 'server-full', againAt: expect.any(Number) }]);
    harbour.blobStore.room = Number.POSITIVE_INFINITY;
    await harbour.run(180_000);
    expect(kindsOf(bob, id)).toEqual(['files']);
  });

  it('UPLOAD-6 what failed goes at once when a person asks for a connection', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    harbour.blobStore.room = 0;
    await sendFiles(harbour, alice, id, [2 * MB]);
    await harbour.run(100_000);
    harbour.blobStore.room = Number.POSITIVE_INFINITY;
    const { againAt = 0 } = alice.uploads[0] ?? {};
    await harbour.run(Math.max(0, againAt - harbour.scheduler.now + 100));
    await harbour.answer(alice.call('connectNow', {}));
    await harbour.run(3_000);
    expect(kindsOf(bob, id)).toEqual(['files']);
  });
});

describe('files that are lost', () => {
  it('UPLOAD-4 a message whose files the server lost before it came goes again with them, and text beside it goes on', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    // Complete for the device, unknown to the server by the time the message comes.
    harbour.blobStore.onComplete = (blob) =>
      void harbour.scheduler
        .sleep(1)
        .then(() => harbour.storage.blobs.cancel(blob, alice.userId))
        .then(() => removeReleased(harbour.storage.blobs, harbour.blobStore));
    await sendFiles(harbour, alice, id, [2 * MB]);
    await harbour.run(10_000);
    await harbour.send(alice, id, 'words');
    await harbour.run(3_000);
    expect(kindsOf(bob, id)).toEqual(['text']);
    harbour.blobStore.onComplete = () => {};
    await harbour.run(240_000);
    expect(kindsOf(bob, id).sort()).toEqual(['files', 'text']);
    expect(states(alice, id)).toEqual(['delivered', 'delivered']);
    expect([alice.notSent, alice.uploads, alice.connection?.unsent]).toEqual([[], [], 0]);
    expect([...alice.files.files.values()].map(({ safe }) => safe)).toEqual([true]);
  });

  it('UPLOAD-9 a file that neither the device nor the server has is told as lost, and can be cancelled', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    const { messageId } = await sendFiles(harbour, alice, id, []).catch(() => ({ messageId: undefined }));
    expect(messageId).toBeUndefined();
    alice.setOnline(false);
    const sent = await sendFiles(harbour, alice, id, [2 * MB]);
    await harbour.run(500);
    alice.files.files.clear();
    alice.files.parts.clear();
    alice.setOnline(true);
    await harbour.run(120_000);
    expect(alice.uploads).toMatchObject([{ messageId: sent.messageId, state: 'failed', reason: 'lost' }]);
    expect([bob.messages(id), harbour.blobStore.held()]).toEqual([[], []]);
    expect(
      await harbour.answer(alice.call('cancelUpload', { conversationId: id, messageId: sent.messageId })),
    ).toMatchObject({ ok: true });
    expect([alice.messages(id), alice.uploads]).toEqual([[], []]);
  });
});

describe('what stays on the device', () => {
  const DAY = 86_400_000;

  it('UPLOAD-10 what was attached and is in no message or draft leaves after a day', async () => {
    const { harbour, alice, id } = await twoPeople();
    const { scheduler } = harbour;
    alice.setOnline(false);
    const sent = await sendFiles(harbour, alice, id, [1_000]);
    const names = ['a', 'b'].map((letter) => letter.repeat(26));
    const [left = '', drafted = ''] = names;
    await alice.files.attach(left, 10, scheduler.now);
    const draft = await alice.files.attach(drafted, 10, scheduler.now);
    await alice.files.changeDraft(id, () => (draft === undefined ? [] : [{ file: draft, notices: [] }]));
    alice.skew = DAY / 2;
    await harbour.run(700_000);
    expect(alice.files.files.size).toBe(3);
    alice.skew = DAY;
    await harbour.run(700_000);
    expect([...alice.files.files.keys()].sort()).toEqual([...sent.blobs, drafted].sort());
  });

  it('UPLOAD-10 the longest unused leave when there are more than 500 MB, and only what the server has', async () => {
    const { harbour, alice, id } = await twoPeople();
    const { scheduler } = harbour;
    alice.setOnline(false);
    const { blobs } = await sendFiles(harbour, alice, id, [300 * MB]);
    for (const letter of ['c', 'd', 'e', 'f']) {
      const blob = letter.repeat(26);
      await alice.files.attach(blob, 90 * MB, scheduler.now);
      const file = alice.files.files.get(blob);
      if (file !== undefined)
        await alice.files.put([{ ...file, safe: true, usedAt: scheduler.now + letter.charCodeAt(0) }]);
    }
    await harbour.run(700_000);
    expect([...alice.files.files.keys()].sort()).toEqual([...blobs, 'e'.repeat(26), 'f'.repeat(26)].sort());
  });

  it('UPLOAD-4 a stamp that came while the device was away makes its copy safe', async () => {
    const { harbour, alice, bob, id } = await twoPeople();
    await sendFiles(harbour, alice, id, [1_000]);
    while (bob.messages(id).length === 0) await harbour.run(1);
    alice.crash();
    alice.start();
    await harbour.run(120_000);
    expect([...alice.files.files.values()].map(({ safe }) => safe)).toEqual([true]);
  });
});

describe('a message with files that is not sent', () => {
  const group = async () => {
    const harbour = new Harbour();
    const [alice, bob] = [await harbour.device('alice', 'alice'), await harbour.device('bob', 'bob')];
    await harbour.direct(alice, 'bob');
    const id = makeGroupId(harbour.scheduler.now, harbour.random);
    const members = [await harbour.person('bob')];
    await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Crew', members }));
    await harbour.run(2_000);
    bob.look(id);
    await harbour.run();
    bob.setOnline(false);
    await sendFiles(harbour, bob, id, [2 * MB]);
    await harbour.answer(alice.call('removeMember', { conversationId: id, userId: bob.userId }));
    await harbour.run();
    bob.setOnline(true);
    await harbour.run(30_000);
    return { harbour, alice, bob, id };
  };

  it('UPLOAD-8 leaves no bytes when it is discarded', async () => {
    const { harbour, bob } = await group();
    expect([bob.uploads, bob.notSent.length, bob.files.files.size]).toEqual([[], 1, 1]);
    await harbour.answer(bob.call('discardNotSent', { key: bob.notSent[0]?.key ?? '' }));
    await harbour.run(30_000);
    expect([bob.notSent, bob.files.files.size, harbour.blobStore.held()]).toEqual([[], 0, []]);
  });

  it('UPLOAD-1 REP-33 goes with its files when it is sent again', async () => {
    const { harbour, alice, bob, id } = await group();
    alice.look(id);
    await harbour.answer(alice.call('addMember', { conversationId: id, person: await harbour.person('bob') }));
    await harbour.run(5_000);
    await harbour.answer(bob.call('retryNotSent', { key: bob.notSent[0]?.key ?? '' }));
    await harbour.run(30_000);
    expect([bob.notSent, bob.uploads]).toEqual([[], []]);
    expect(kindsOf(alice, id)).toEqual(['files']);
  });
});

it('UPLOAD-11 signing out counts what waits for its files, and names the database of files to be removed', async () => {
  const { harbour, alice, id } = await twoPeople();
  alice.setOnline(false);
  await sendFiles(harbour, alice, id, [1_000]);
  await harbour.run(500);
  expect(await harbour.answer(alice.call('signOut', { force: false }))).toMatchObject({
    value: { done: false, unsent: 1 },
  });
  expect(await harbour.answer(alice.call('signOut', { force: true }))).toMatchObject({ value: { done: true } });
  expect(alice.disk.wiped).toContain(filesDatabase(alice.userId));
});
