import { expect, it } from 'vitest';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { createAnnounce } from '../../sync-server/cluster/announce.ts';
import type { Cluster, ClusterEvent } from '../../sync-server/cluster/cluster.ts';
import { createOneInstance } from '../../sync-server/cluster/one-instance.ts';

const ALICE = 'user-alice' as UserId;
const BOATS = 'g-boats' as ConversationId;

/** Instances that hear each other's events. */
const instances = (count: number): { readonly cluster: Cluster; readonly heard: ClusterEvent[] }[] => {
  const all = Array.from({ length: count }, () => ({
    cluster: createOneInstance(() => 0),
    heard: [] as ClusterEvent[],
  }));
  for (const { cluster, heard } of all) cluster.listen((event) => void heard.push(event));
  return all.map(({ cluster, heard }) => ({
    heard,
    cluster: { ...cluster, tell: async (event) => void (await Promise.all(all.map((one) => one.cluster.tell(event)))) },
  }));
};

it('INST-1 every instance hears what happened at one, that one too, in the same order', async () => {
  const [first, second] = instances(2);
  if (first === undefined || second === undefined) throw new Error('there are two');
  const announce = createAnnounce(first.cluster, () => expect.fail());
  announce.membersChanged(BOATS);
  announce.removed(BOATS, ALICE);
  announce.notify(new Set([ALICE]));
  announce.sessionEnded('session');
  announce.groupDeleted();
  await announce.blocksChanged([ALICE]);
  const events: ClusterEvent[] = [
    { kind: 'members-changed', conversationId: BOATS },
    { kind: 'member-removed', conversationId: BOATS, userId: ALICE },
    { kind: 'facts-changed', userIds: [ALICE] },
    { kind: 'session-ended', sessionId: 'session' },
    { kind: 'group-deleted' },
    { kind: 'blocks-changed', userIds: [ALICE] },
  ];
  expect(first.heard).toEqual(events);
  expect(second.heard).toEqual(events);
});

it('INST-1 an event that cannot be taken is reported, and a block waits for this instance', async () => {
  const cluster = createOneInstance(() => 0);
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
  expect(done).toEqual(['blocks-changed']);
  expect(errors).toEqual([new Error('full')]);
});

it('AUTH-8 of two guesses at one time, and of two uses of one code, only as many pass as may', async () => {
  const cluster = createOneInstance(() => 0);
  const buckets = cluster.createTokenBuckets('secrets', { capacity: 1, secondsPerToken: 5 });
  expect(await Promise.all([buckets.take('a'), buckets.take('a')])).toEqual([0, 5]);
  const { usedCodes } = cluster;
  expect(await Promise.all([usedCodes.take(ALICE, '123 456'), usedCodes.take(ALICE, '123456')])).toEqual([true, false]);
  await usedCodes.giveBack(ALICE, '123456');
  expect(await usedCodes.take(ALICE, '123456')).toBe(true);
});
