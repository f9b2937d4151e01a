import fc from 'fast-check';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { conversationDocument } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { openRedis } from '../../sync-server/cluster/redis/open-redis.ts';
import { createPeers } from '../../sync-server/cluster/redis/peers.ts';
import { redisScope } from '../../sync-server/cluster/redis/redis-cluster.ts';
import { encodeMessage, messagesOf, parseMessage, WIRE_LIMITS } from '../../sync-server/cluster/redis/wire.ts';
import { BadProxy } from '../support/bad-proxy.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { eventsOf, looksOf, newKey, redisInstance, redisOfFile, SOON, stopRedisOfFile } from './clusters.ts';

const ALICE = 'user-alice' as UserId;
const CHAT = directIdOf(ALICE, 'user-bob' as UserId);
const DOCUMENT = conversationDocument(CHAT);

afterAll(stopRedisOfFile);

const ownRedis = async (): Promise<RedisServer> => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  return redis;
};

it('INST-8 an event that was lost is looked up at the next sign of life, and everything on a new connection', async () => {
  const redis = await ownRedis();
  const key = newKey();
  const [first, second] = [await redisInstance(redis.url, key), await redisInstance(redis.url, key)];
  await first.cluster.tell({ kind: 'group-deleted' });
  await expect.poll(() => eventsOf(second, 'other'), SOON).toHaveLength(1);
  await redis.kill();
  await expect.poll(() => first.cluster.isLinked() || second.cluster.isLinked(), SOON).toBe(false);
  // Nobody hears this, and this instance goes on.
  await first.cluster.tell({ kind: 'document-written', document: DOCUMENT, version: 4 });
  expect(eventsOf(first, 'self')).toHaveLength(2);
  const before = looksOf(second);
  await redis.start();
  await expect.poll(() => looksOf(second), SOON).toBeGreaterThan(before);
  await expect.poll(() => first.cluster.isLinked() && second.cluster.isLinked(), SOON).toBe(true);
  await first.cluster.tell({ kind: 'group-deleted' });
  await expect.poll(() => eventsOf(second, 'other'), SOON).toHaveLength(2);
  expect(second.logged).toEqual(expect.arrayContaining(['redis-lost', 'redis-found']));
});

it('INST-7 INST-8 while Redis does not answer an instance looks again and again, and limits and codes count there', {
  timeout: 60_000,
}, async () => {
  const redis = await ownRedis();
  const { cluster, ...instance } = await redisInstance(redis.url, newKey());
  const buckets = cluster.createTokenBuckets('secrets', { capacity: 1, secondsPerToken: 500 });
  expect(await buckets.take('before')).toBe(0);
  redis.pause();
  try {
    // Asked while nobody knows yet that nothing is answered.
    expect(await Promise.all([buckets.take('a'), cluster.usedCodes.take(ALICE, '111111')])).toEqual([0, true]);
    await expect.poll(() => cluster.isLinked(), SOON).toBe(false);
    expect(await buckets.take('a')).toBeGreaterThan(0);
    expect(await cluster.usedCodes.take(ALICE, '111111')).toBe(false);
    expect(await cluster.usedCodes.take(ALICE, '222222')).toBe(true);
    expect(await cluster.opened('account/user-alice/0')).toBe(true);
    const before = looksOf({ cluster, ...instance });
    await expect.poll(() => looksOf({ cluster, ...instance }), SOON).toBeGreaterThan(before + 1);
  } finally {
    redis.resume();
  }
  await expect.poll(() => cluster.isLinked(), SOON).toBe(true);
});

it('AUTH-8 a code that was used while Redis was gone is used everywhere when it is back', async () => {
  const redis = await ownRedis();
  const key = newKey();
  const [first, second] = [await redisInstance(redis.url, key), await redisInstance(redis.url, key)];
  expect(await first.cluster.usedCodes.take(ALICE, '111111')).toBe(true);
  await redis.kill();
  await expect.poll(() => first.cluster.isLinked() || second.cluster.isLinked(), SOON).toBe(false);
  expect(await first.cluster.usedCodes.take(ALICE, '222222')).toBe(true);
  await redis.start();
  await expect.poll(() => first.cluster.isLinked() && second.cluster.isLinked(), SOON).toBe(true);
  // What the first knew has reached Redis before what it asks there.
  expect(await first.cluster.usedCodes.take(ALICE, '333333')).toBe(true);
  for (const code of ['111111', '222222', '333333'])
    expect(await second.cluster.usedCodes.take(ALICE, code)).toBe(false);
});

it('INST-8 an instance behind a half-open line notices, looks by itself, and is linked again when the line heals', {
  timeout: 60_000,
}, async () => {
  const redis = await redisOfFile();
  const proxy = await BadProxy.start(redis.port);
  onTestFinished(() => proxy.stop());
  const key = newKey();
  const first = await redisInstance(redis.url, key);
  const second = await redisInstance(proxy.url.replace('http:', 'redis:'), key);
  await second.cluster.tell({ kind: 'group-deleted' });
  await expect.poll(() => eventsOf(first, 'other'), SOON).toHaveLength(1);
  proxy.mode = 'hang';
  await expect.poll(() => second.cluster.isLinked(), SOON).toBe(false);
  // The first hears nothing of the second, which may write: it looks, too.
  const before = [looksOf(first), looksOf(second)];
  await expect.poll(() => looksOf(first), SOON).toBeGreaterThan(before[0] ?? 0);
  await expect.poll(() => looksOf(second), SOON).toBeGreaterThan(before[1] ?? 0);
  proxy.mode = 'pass';
  proxy.cut();
  await expect.poll(() => second.cluster.isLinked(), SOON).toBe(true);
  await first.cluster.tell({ kind: 'group-deleted' });
  await expect.poll(() => eventsOf(second, 'other'), SOON).toHaveLength(1);
});

it('INST-8 an instance that starts without Redis works, and is linked when there is one', async () => {
  const redis = await ownRedis();
  await redis.kill();
  const instance = await redisInstance(redis.url, newKey(), false);
  await instance.cluster.tell({ kind: 'group-deleted' });
  expect(eventsOf(instance, 'self')).toHaveLength(1);
  await expect.poll(() => instance.logged, SOON).toContain('redis-lost');
  await redis.start();
  await expect.poll(() => instance.cluster.isLinked(), SOON).toBe(true);
});

it('INST-6 hostile messages end nothing: what is no event is dropped, what is of a newer version is looked up', async () => {
  const { url } = await redisOfFile();
  const key = newKey();
  const instance = await redisInstance(url, key);
  const link = openRedis(url, 'test');
  onTestFinished(() => link.close());
  await expect.poll(() => link.isUp, SOON).toBe(true);
  const say = (text: string | Buffer) => link.redis.publish(`${redisScope(key)}:events`, text);
  const hostile = [
    '',
    'null',
    '[]',
    '{"from":"x","n":-1,"events":[]}',
    '{"from":"x","n":1e400,"events":[]}',
    `{"from":"${'x'.repeat(200)}","n":1,"events":[]}`,
    JSON.stringify({ from: 'x', n: 1, events: [{ kind: 'events-missed' }, { kind: 'epoch-changed', more: 1 }] }),
    JSON.stringify({ from: 'x', n: 2, events: [{ kind: 'document-written', document: '../x', version: 1 }] }),
    JSON.stringify({ from: 'x', n: 3, events: [{ kind: 'told', userIds: [ALICE], message: { type: 'feed' } }] }),
    JSON.stringify({ from: 'x', n: 4, events: [{ kind: 'member-removed', conversationId: CHAT, userId: 7 }] }),
    JSON.stringify({ from: 'x', n: 5, events: Array.from({ length: 1_001 }, () => ({ kind: 'group-deleted' })) }),
    Buffer.alloc(WIRE_LIMITS.messageBytes + 1, 32),
    `${'['.repeat(100_000)}`,
  ];
  for (const message of hostile) await say(message);
  await say(
    JSON.stringify({ from: 'y', n: 1, events: [{ kind: 'group-deleted' }, { kind: 'of-next-year', what: {} }] }),
  );
  await expect.poll(() => eventsOf(instance, 'other'), SOON).toEqual([{ kind: 'group-deleted' }]);
  expect(looksOf(instance)).toBeGreaterThan(0);
  expect(instance.logged).not.toContain('event-failed');
  // As an instance would hear of its own name.
  expect(instance.cluster.isLinked()).toBe(true);
});

it('INST-6 whatever text arrives, it is read within bounds or not at all', () => {
  const event = fc.oneof(
    fc.constant({ kind: 'group-deleted' }),
    fc.record({ kind: fc.constant('facts-changed'), userIds: fc.array(fc.string()) }),
    fc.record({ kind: fc.string(), userIds: fc.anything() }),
    fc.anything(),
  );
  const message = fc.oneof(
    fc.string(),
    fc.record({ from: fc.string(), n: fc.double(), events: fc.array(event) }).map((one) => JSON.stringify(one)),
    fc.anything().map((one) => JSON.stringify(one) ?? ''),
  );
  fc.assert(
    fc.property(message, (text) => {
      const read = parseMessage(text);
      if (read === undefined) return;
      expect(Number.isSafeInteger(read.n) && read.n >= 0).toBe(true);
      expect(read.events.length + read.strange).toBeLessThanOrEqual(WIRE_LIMITS.events);
      // What was read is what an instance may send.
      expect(parseMessage(encodeMessage(read))?.events).toEqual(read.events);
    }),
  );
});

it('INST-3 events of one turn are joined, and parted within the bounds', () => {
  const userId = fc.integer({ min: 0, max: 3_000 }).map((i) => `user-${i}` as UserId);
  fc.assert(
    fc.property(fc.array(fc.array(userId, { maxLength: 900 }), { maxLength: 20 }), (groups) => {
      const messages = messagesOf([
        ...groups.map((userIds) => ({ kind: 'facts-changed', userIds }) as const),
        ...groups.map((_, i) => ({ kind: 'document-written', document: DOCUMENT, version: i % 7 }) as const),
      ]);
      const facts = messages.flat().flatMap((one) => (one.kind === 'facts-changed' ? one.userIds : []));
      expect(facts.toSorted()).toEqual([...new Set(groups.flat())].toSorted());
      const written = messages.flat().filter((one) => one.kind === 'document-written');
      expect(written.map(({ version }) => version)).toEqual(
        groups.length === 0 ? [] : [Math.min(6, groups.length - 1)],
      );
      for (const [i, events] of messages.entries())
        expect(parseMessage(encodeMessage({ from: 'x', n: i, events }))?.events).toEqual(events);
    }),
    { numRuns: 30 },
  );
});

it('INST-8 a gap in the numbers of an instance is noticed, whatever it counted before', () => {
  let now = 0;
  const peers = createPeers(() => now);
  const events = [{ kind: 'group-deleted' }] as const;
  const hear = (from: string, n: number, some: readonly (typeof events)[number][] = events) =>
    peers.hear({ from, n, events: some });
  expect([hear('a', 1), hear('a', 2), hear('a', 2, []), hear('a', 4), hear('a', 5)]).toEqual([
    false,
    false,
    false,
    true,
    false,
  ]);
  // An instance that is new here and was heard elsewhere before, and one whose last message was lost.
  expect([hear('b', 3), hear('b', 4, []), hear('b', 4, [])]).toEqual([true, true, false]);
  // A wrong number hides nothing that follows.
  expect([hear('a', Number.MAX_SAFE_INTEGER), hear('a', 6), hear('a', 7)]).toEqual([true, true, false]);
  expect(peers.anySilent()).toBe(false);
  now += 6_000;
  expect(peers.anySilent()).toBe(true);
  hear('a', 7, []);
  peers.hear({ from: 'b', n: 4, events: [], ends: true });
  expect(peers.anySilent()).toBe(false);
  // Nobody is waited for longer than some minutes.
  now += 400_000;
  expect(peers.anySilent()).toBe(false);
  for (let i = 0; i < 2_000; i++) hear(`x${i}`, 1);
  expect(peers.count()).toBeLessThanOrEqual(500);
});
