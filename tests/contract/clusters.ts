import { createHash } from 'node:crypto';
import { afterEach, expect } from 'vitest';
import type { Cluster, ClusterEvent } from '../../sync-server/cluster/cluster.ts';
import { createOneInstance } from '../../sync-server/cluster/one-instance.ts';
import { createRedisCluster } from '../../sync-server/cluster/redis/redis-cluster.ts';
import type { Log } from '../../sync-server/log.ts';
import { processTimers } from '../../sync-server/timers.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';

/** Generous for two busy cores. */
export const SOON = { timeout: 20_000, interval: 10 };

/** An instance with what it heard. */
export interface TestInstance {
  readonly cluster: Cluster;
  readonly heard: { readonly event: ClusterEvent; readonly by: 'self' | 'other' }[];
  readonly logged: string[];
}

const instanceOf = (make: (log: Log) => Cluster): TestInstance => {
  const logged: string[] = [];
  const note = (event: string): void => void logged.push(event);
  const cluster = make({ debug: note, info: note, warn: note, error: note });
  const heard: TestInstance['heard'] = [];
  cluster.listen((event, by) => void heard.push({ event, by }));
  return { cluster, heard, logged };
};

/** What an instance heard, without looks at everything. */
export const eventsOf = ({ heard }: TestInstance, by: 'self' | 'other'): ClusterEvent[] =>
  heard.filter((one) => one.by === by && one.event.kind !== 'events-missed').map(({ event }) => event);
export const looksOf = ({ heard }: TestInstance): number =>
  heard.filter(({ event }) => event.kind === 'events-missed').length;

let shared: Promise<RedisServer> | undefined;
/** One Redis for a file; each test has its own names in it. */
export const redisOfFile = (): Promise<RedisServer> => {
  shared ??= startRedis();
  return shared;
};
export const stopRedisOfFile = async (): Promise<void> => {
  await (await shared)?.stop();
  shared = undefined;
};

const open: TestInstance[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ cluster }) => cluster.close()));
});
let tests = 0;
export const newKey = (): Buffer => createHash('sha256').update(`test ${tests++}`).digest();

/** An instance on a Redis, linked unless `waits` is false. */
export const redisInstance = async (url: string, key: Buffer, waits = true): Promise<TestInstance> => {
  const instance = instanceOf((log) =>
    createRedisCluster({ url, key, monotonic: () => performance.now(), timers: processTimers, log }),
  );
  open.push(instance);
  if (waits) await expect.poll(() => instance.cluster.isLinked(), SOON).toBe(true);
  return instance;
};

/** Every way to run instances: several share one server, with one there is one. */
export const CLUSTERS = [
  {
    name: 'one instance',
    start: async (): Promise<readonly [TestInstance, ...TestInstance[]]> => [
      instanceOf(() => createOneInstance(() => performance.now())),
    ],
  },
  {
    name: 'two instances through Redis',
    start: async (): Promise<readonly [TestInstance, ...TestInstance[]]> => {
      const { url } = await redisOfFile();
      const key = newKey();
      return [await redisInstance(url, key), await redisInstance(url, key)];
    },
  },
] as const;
