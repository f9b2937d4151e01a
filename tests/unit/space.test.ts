import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
// Loaded late by the replica: here they must be at hand, because virtual time does not wait for a file.
import '../../client/replica/commands/late-handlers.ts';
import { NEW_DOCUMENT } from '../../client/replica/records.ts';
import { isSafe, leavingChapters } from '../../client/replica/space/leaving-chapters.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';
import { sendFiles } from '../support/sending-files.ts';

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;

const scene = async () => {
  const harbour = new Harbour({ limits: { chapterMessages: 5 } });
  const alice = await harbour.device('alice', 'alice');
  const bob = await harbour.device('bob', 'bob');
  const id = await harbour.direct(alice, 'bob');
  const ids: MessageId[] = [];
  for (let i = 0; i < 17; i++) {
    ids.push(await harbour.send(alice, id, `word ${i}`));
    await harbour.run(1_000);
  }
  bob.look(id);
  await harbour.run(10_000);
  bob.lookAway(id);
  const chapters = (device = bob) =>
    device.disk
      .documentNames()
      .flatMap((name) => /conversation\/[^/]+\/(\d+)@/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort();
  return { harbour, alice, bob, id, ids, chapters };
};

describe('space on a device', () => {
  it('SPACE-1 SPACE-2 older chapters leave, and come back when they are opened', async () => {
    const { harbour, bob, id, chapters } = await scene();
    // What was on the screen is closed after a while.
    bob.crash();
    bob.start();
    await harbour.run(10_000);
    const held = chapters();
    expect(held.length).toBeGreaterThan(1);
    await harbour.answer(bob.call('keepOnDevice', { conversationId: id, span: 'last' }));
    await harbour.run(1_000);
    // Too young to leave.
    expect(chapters()).toEqual(held);
    harbour.scheduler.jump(20 * DAY);
    await harbour.run(60_000);
    await harbour.answer(bob.call('keepOnDevice', { conversationId: id, span: 'last' }));
    await harbour.run(1_000);
    expect(chapters()).toEqual(held.slice(-1));
    await harbour.run(700_000);
    expect(chapters()).toEqual(held.slice(-1));
    bob.look(id);
    await harbour.run(10_000);
    for (let i = 0; i < 10 && texts(bob, id).length < 17; i++) {
      await harbour.answer(bob.call('loadNewer', { conversationId: id }));
      await harbour.run(5_000);
    }
    expect(texts(bob, id)).toEqual(Array.from({ length: 17 }, (_, i) => `word ${i}`));
    expect(chapters()).toEqual(held);
    const space = await harbour.answer(bob.call('space', {}));
    expect(space).toMatchObject({ value: { conversations: [{ id, span: 'last' }] } });
    if (space.ok) expect(space.value.conversations[0]?.bytes).toBeGreaterThan(0);
  });

  it('SPACE-3 what was not sent stays, also when the person frees space offline', async () => {
    const { harbour, alice, bob, id } = await scene();
    alice.setOnline(false);
    await harbour.send(alice, id, 'unsent');
    const { blobs } = await sendFiles(harbour, alice, id, [1_000]);
    await harbour.run(1_000);
    alice.crash();
    alice.start();
    await harbour.run(3_000);
    expect((await harbour.answer(alice.call('freeSpace', {}))).ok).toBe(true);
    expect([...alice.files.files.keys()]).toEqual(blobs);
    expect(await harbour.answer(alice.call('space', {}))).toMatchObject({ value: { waitingFiles: 1_016 } });
    alice.setOnline(true);
    await harbour.run(60_000);
    bob.look(id);
    await harbour.answer(bob.call('jumpToEnd', { conversationId: id }));
    await harbour.run(10_000);
    expect(texts(bob, id)).toContain('unsent');
    expect(alice.connection?.unsent).toBe(0);
    // Now the server has the file.
    await harbour.answer(alice.call('freeSpace', {}));
    expect([...alice.files.files.keys()]).toEqual([]);
  });

  it('SPACE-4 what is written into a chapter that is leaving is refused or kept, never lost', async () => {
    const { harbour, alice, bob, id, ids } = await scene();
    const [messageId] = ids;
    if (messageId === undefined) throw new Error('no message');
    bob.crash();
    harbour.scheduler.jump(20 * DAY);
    bob.start();
    await harbour.run(60_000);
    const remove = bob.disk.remove.bind(bob.disk);
    let written: Promise<{ readonly ok: boolean }> | undefined;
    bob.disk.remove = async (name) => {
      if (written === undefined && /conversation\/[^/]+\/0@/.test(name)) {
        written = bob.call('react', { conversationId: id, chapter: 0, messageId, emoji: '🎉', on: true });
        await harbour.scheduler.sleep(200);
      }
      await remove(name);
    };
    await harbour.answer(bob.call('freeSpace', {}));
    if (written === undefined) throw new Error('nothing left');
    const { ok } = await harbour.answer(written);
    await harbour.run(60_000);
    alice.look(id);
    await harbour.answer(alice.call('jumpToSeq', { conversationId: id, seq: 1 }));
    await harbour.run(10_000);
    const shown = alice.messages(id).find((one) => one.messageId === messageId);
    expect(shown).toMatchObject({ reactions: ok ? [{ emoji: '🎉' }] : [] });
  });

  it.each([1, 2, 3])(
    'SPACE-4 nothing leaves after a restore that the device has not heard of (seed %i)',
    async (seed) => {
      const harbour = new Harbour({ seed, limits: { chapterMessages: 5 } });
      const alice = await harbour.device('alice', 'alice');
      const bob = await harbour.device('bob', 'bob');
      const id = await harbour.direct(alice, 'bob');
      await harbour.send(alice, id, 'word 0');
      await harbour.run(5_000);
      const backup = harbour.backup();
      for (let i = 1; i < 17; i++) {
        await harbour.send(i % 2 ? alice : bob, id, `word ${i}`);
        await harbour.run(1_500);
      }
      alice.crash();
      harbour.scheduler.jump(20 * DAY);
      alice.start();
      await harbour.run(60_000);
      alice.setOnline(false);
      bob.crash();
      await harbour.restore(backup);
      await harbour.run(3_000);
      const held = alice.disk.documentNames();
      await harbour.answer(alice.call('freeSpace', {}));
      expect(alice.disk.documentNames()).toEqual(held);
      alice.setOnline(true);
      for (let i = 0; i < 100; i++) {
        void alice.call('freeSpace', {});
        await harbour.run(50);
      }
      await harbour.run(120_000);
      alice.look(id);
      await harbour.answer(alice.call('jumpToEnd', { conversationId: id }));
      for (let i = 0; i < 10 && texts(alice, id).length < 17; i++) {
        await harbour.answer(alice.call('loadOlder', { conversationId: id }));
        await harbour.run(2_000);
      }
      expect(texts(alice, id).toSorted()).toEqual(Array.from({ length: 17 }, (_, i) => `word ${i}`).toSorted());
    },
  );

  it('SPACE-2 the newest chapter, unsent ones and those the server does not have never leave', () => {
    const record = fc.record({
      unsent: fc.nat(2),
      synced: fc.nat(2),
      open: fc.boolean(),
      handled: fc.array(fc.constant('messages/x'), { maxLength: 1 }),
    });
    const held = fc.array(
      fc.record({
        chapter: fc.nat(9),
        version: fc.nat(2),
        record: record.map((some) => ({ ...NEW_DOCUMENT, ...some })),
        newestAt: fc.option(fc.integer({ min: NOW - 200 * DAY, max: NOW }), { nil: undefined }),
      }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(held, fc.constantFrom('all' as const, 'months' as const, 'last' as const), (all, span) => {
        const leaving = leavingChapters(all, span, NOW);
        expect(leaving).toEqual(leaving.toSorted((a, b) => a - b));
        const newest = Math.max(...all.map(({ chapter }) => chapter));
        expect(leaving).not.toContain(newest);
        if (span === 'all') expect(leaving).toEqual([]);
        for (const { chapter } of all.filter(({ newestAt }) => newestAt === undefined || newestAt > NOW - 14 * DAY))
          if (all.filter((one) => one.chapter === chapter).length === 1) expect(leaving).not.toContain(chapter);
        for (const one of all)
          if (all.filter(({ chapter }) => chapter === one.chapter).every((each) => !isSafe(each)))
            expect(leaving).not.toContain(one.chapter);
      }),
    );
  });
});

describe('a session that ended', () => {
  it('AWAY-3 away for longer than the session with unsent messages and a file: all is readable, and sent once after signing in', async () => {
    const { harbour, alice, bob, id } = await scene();
    alice.setOnline(false);
    for (let i = 0; i < 20; i++) await harbour.send(alice, id, `away ${i}`);
    await sendFiles(harbour, alice, id, [5_000]);
    alice.crash();
    await harbour.run(60_000);
    alice.cookie.expired = true;
    alice.start();
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(alice.session.kind).toBe('signed-in');
    expect(alice.connection).toMatchObject({ state: 'sign-in-needed' });
    alice.look(id);
    await harbour.answer(alice.call('jumpToEnd', { conversationId: id }));
    await harbour.run(1_000);
    expect(texts(alice, id)).toContain('away 19');
    await harbour.send(alice, id, 'still writing');
    alice.cookie.expired = false;
    await harbour.answer(alice.call('sessionChanged', {}));
    await harbour.run(120_000);
    bob.look(id);
    await harbour.answer(bob.call('jumpToEnd', { conversationId: id }));
    for (let i = 0; i < 6; i++) {
      await harbour.answer(bob.call('loadOlder', { conversationId: id }));
      await harbour.run(3_000);
    }
    const seen = texts(bob, id).filter((text) => /^(away|still)/.test(text ?? ''));
    expect(seen.toSorted()).toEqual([...Array.from({ length: 20 }, (_, i) => `away ${i}`), 'still writing'].toSorted());
    expect(bob.messages(id).filter(({ body }) => body?.kind === 'files')).toHaveLength(1);
    expect(alice.connection?.unsent).toBe(0);
  });

  it('AWAY-3 one wrong 401 in the middle changes nothing', async () => {
    const { harbour, alice, bob, id } = await scene();
    alice.setOnline(false);
    await harbour.send(alice, id, 'before the error');
    alice.cookie.expired = true;
    alice.setOnline(true);
    for (let i = 0; i < 40 && alice.connection?.state !== 'sign-in-needed'; i++) await harbour.run(250);
    expect(alice.connection?.state).toBe('sign-in-needed');
    alice.cookie.expired = false;
    await harbour.run(60_000);
    expect(alice.connection).toMatchObject({ state: 'online', unsent: 0 });
    bob.look(id);
    await harbour.answer(bob.call('jumpToEnd', { conversationId: id }));
    await harbour.run(10_000);
    expect(texts(bob, id).filter((text) => text === 'before the error')).toHaveLength(1);
  });
});
