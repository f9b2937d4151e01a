import { afterAll, describe, expect, it } from 'vitest';
import { accountDocument, conversationDocument } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { createAnnounce } from '../../sync-server/cluster/announce.ts';
import type { ClusterEvent } from '../../sync-server/cluster/cluster.ts';
import { CLUSTERS, eventsOf, SOON, stopRedisOfFile } from './clusters.ts';

const ALICE = 'user-alice' as UserId;
const BOB = 'user-bob' as UserId;
const CHAT = directIdOf(ALICE, BOB);
const DOCUMENT = conversationDocument(CHAT);

afterAll(stopRedisOfFile);

describe.each(CLUSTERS)('$name', ({ start }) => {
  it('INST-1 every instance hears what happened at one: itself at once and in order, the others soon', async () => {
    const [first, ...others] = await start();
    const announce = createAnnounce(first.cluster, () => expect.fail());
    announce.membersChanged(CHAT);
    announce.removed(CHAT, ALICE);
    announce.removed(CHAT);
    announce.sessionEnded('session');
    announce.groupDeleted();
    announce.generationBegan(ALICE, 3);
    await announce.blocksChanged([ALICE, BOB]);
    await first.cluster.tell({ kind: 'epoch-changed' });
    await first.cluster.tell({
      kind: 'told',
      userIds: [BOB],
      message: { type: 'typing', conversationId: CHAT, number: 1_024, typing: true },
    });
    announce.written(DOCUMENT, 7);
    announce.notify(new Set([ALICE]));
    const events: ClusterEvent[] = [
      { kind: 'members-changed', conversationId: CHAT },
      { kind: 'member-removed', conversationId: CHAT, userId: ALICE },
      { kind: 'member-removed', conversationId: CHAT },
      { kind: 'session-ended', sessionId: 'session' },
      { kind: 'group-deleted' },
      { kind: 'generation-began', userId: ALICE, generation: 3 },
      { kind: 'blocks-changed', userIds: [ALICE, BOB] },
      { kind: 'epoch-changed' },
      {
        kind: 'told',
        userIds: [BOB],
        message: { type: 'typing', conversationId: CHAT, number: 1_024, typing: true },
      },
      { kind: 'document-written', document: DOCUMENT, version: 7 },
      { kind: 'facts-changed', userIds: [ALICE] },
    ];
    expect(eventsOf(first, 'self')).toEqual(events);
    for (const other of others) {
      await expect.poll(() => eventsOf(other, 'other'), SOON).toEqual(events);
      expect(eventsOf(other, 'self')).toEqual([]);
    }
    expect(eventsOf(first, 'other')).toEqual([]);
  });

  it('INST-3 however many accounts one event names, each is told', async () => {
    const [first, ...others] = await start();
    const userIds = Array.from({ length: 2_345 }, (_, i) => `user-${i}` as UserId);
    await first.cluster.tell({ kind: 'facts-changed', userIds });
    await first.cluster.tell({ kind: 'blocks-changed', userIds });
    const told = (kind: ClusterEvent['kind'], events: readonly ClusterEvent[]): readonly UserId[] =>
      events.flatMap((event) => (event.kind === kind && 'userIds' in event ? event.userIds : []));
    for (const other of others)
      for (const kind of ['facts-changed', 'blocks-changed'] as const)
        await expect.poll(() => told(kind, eventsOf(other, 'other')), SOON).toEqual(userIds);
    expect(told('facts-changed', eventsOf(first, 'self'))).toEqual(userIds);
  });

  it('INST-1 an event that cannot be handled here is reported, and a block waits for this instance', async () => {
    const [{ cluster }] = await start();
    const errors: unknown[] = [];
    const announce = createAnnounce(cluster, (error) => errors.push(error));
    const done: string[] = [];
    cluster.listen(async (event) => {
      await Promise.resolve();
      if (event.kind === 'group-deleted') throw new Error('full');
      done.push(event.kind);
    });
    announce.groupDeleted();
    await announce.blocksChanged([ALICE]);
    expect(done).toContain('blocks-changed');
    expect(errors).toEqual([new Error('full')]);
  });

  it('AUTH-8 of guesses at one time and of uses of one code only as many pass as may, at whatever instance', async () => {
    const all = (await start()).map(({ cluster }) => cluster);
    const first = all[0];
    const last = all.at(-1);
    if (first === undefined || last === undefined) throw new Error('There is one.');
    const buckets = all.map((one) => one.createTokenBuckets('secrets', { capacity: 2, secondsPerToken: 500 }));
    const guesses = await Promise.all([0, 1, 2, 3].map((i) => buckets[i % buckets.length]?.take('a')));
    expect(guesses.filter((wait) => wait === 0)).toHaveLength(2);
    expect(guesses.filter((wait) => wait !== undefined && wait > 400 && wait <= 500)).toHaveLength(2);
    expect(await buckets.at(-1)?.take('b', 2)).toBe(0);
    await buckets.at(-1)?.refund('b');
    expect([await buckets[0]?.take('b'), (await buckets[0]?.take('b')) !== 0]).toEqual([0, true]);
    await buckets[0]?.forget('b');
    expect(await buckets.at(-1)?.take('b', 2)).toBe(0);

    expect(
      (await Promise.all([first.usedCodes.take(ALICE, '123 456'), last.usedCodes.take(ALICE, '123456')])).sort(),
    ).toEqual([false, true]);
    expect(await last.usedCodes.take(BOB, '123456')).toBe(true);
    await last.usedCodes.giveBack(BOB, '123456');
    expect(await first.usedCodes.take(BOB, '123456')).toBe(true);
  });

  it('INST-4 a document is open elsewhere as long as another instance has it open', async () => {
    const [first, second] = await start();
    const name = accountDocument(ALICE, 0);
    expect(await first.cluster.opened(name)).toBe(false);
    if (second === undefined) return;
    expect(await second.cluster.opened(name)).toBe(true);
    first.cluster.closed(name);
    second.cluster.closed(name);
    await expect
      .poll(async () => {
        const isElsewhere = await second.cluster.opened(name);
        second.cluster.closed(name);
        return isElsewhere;
      }, SOON)
      .toBe(false);
  });
});
