import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import { type Instance, startInstances } from '../support/instances.ts';
import { join, type Member, makeGroup } from '../support/members.ts';
import { RawClient, type RawDocument } from '../support/raw-client.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';

/** Generous for two busy cores. */
const SOON = { timeout: 30_000, interval: 20 };
/** Messages to be acknowledged in each phase. */
const EACH = 15;

let redis: RedisServer;
let all: Awaited<ReturnType<typeof startInstances>>;
beforeAll(async () => {
  redis = await startRedis();
  all = await startInstances(redis, 2);
}, 60_000);
afterAll(async () => {
  redis?.resume();
  await all?.dispose();
  await redis?.stop();
});

const at = (index: number): Instance => {
  const instance = all.instances[index % all.instances.length];
  if (instance === undefined) throw new Error('There are two.');
  return instance;
};
const openAt = async (index: number, member: Member, name: string): Promise<[RawClient, RawDocument]> => {
  const { url, origin } = at(index);
  const client = await RawClient.connect(url, { cookie: member.cookie, origin });
  try {
    return [client, await client.open(name, member.token)];
  } catch (error) {
    client.close();
    throw error;
  }
};

/** Writes one message after the other, and goes to the other instance when its own does not answer. */
const startWriter = (home: number, member: Member, chapter: string) => {
  const acknowledged = new Set<string>();
  const wrong: string[] = [];
  const writer = member.writer();
  let pending: { readonly id: string; readonly update: Uint8Array } | undefined;
  let isStopped = false;
  let index = home;
  const one = async (document: RawDocument): Promise<boolean> => {
    pending ??= writer.message(`from ${home}`);
    const outcome = await document.push(pending.update);
    if (outcome === 'saved') {
      acknowledged.add(pending.id);
      pending = undefined;
      return true;
    }
    if (!outcome.startsWith('closed') && outcome !== 'unavailable') wrong.push(outcome);
    return false;
  };
  const run = async (): Promise<void> => {
    while (!isStopped || pending !== undefined) {
      try {
        const [client, document] = await openAt(index, member, chapter);
        try {
          while ((!isStopped || pending !== undefined) && (await one(document)));
        } finally {
          client.close();
        }
      } catch {
        // It is being killed or started.
      }
      index++;
    }
  };
  const ended = run();
  return {
    acknowledged,
    wrong,
    stop: async (): Promise<void> => {
      isStopped = true;
      await ended;
    },
  };
};

/** What a device sees that stays at one instance. */
const startReader = async (index: number, member: Member, chapter: string) => {
  const [client, document] = await openAt(index, member, chapter);
  document.sync(0, Y.encodeStateVector(new Y.Doc()));
  return {
    close: () => client.close(),
    lacks: (ids: Iterable<string>): string[] => {
      const doc = new Y.Doc();
      for (const event of document.events)
        if (event.kind === 'update' || event.kind === 'step2') Y.applyUpdate(doc, event.update);
      const messages = doc.getMap('messages');
      return [...ids].filter((id) => !messages.has(id));
    },
  };
};

it('INST-7 INST-8 JRN-1 nothing acknowledged is lost or doubled while Redis stops, an instance is killed and all are restarted', {
  timeout: 240_000,
}, async () => {
  const [alice, bob] = [await join(at(0), 'alice'), await join(at(1), 'bob')];
  const { chapter } = await makeGroup(alice, bob);
  const writers = [startWriter(0, alice, chapter), startWriter(1, bob, chapter)];
  const acknowledged = (): string[] => writers.flatMap((writer) => [...writer.acknowledged]);
  const readers = [await startReader(0, bob, chapter), await startReader(1, alice, chapter)];
  /** Each writer gets some more acknowledged, whatever has happened. */
  const goesOn = async (): Promise<void> => {
    const before = writers.map((writer) => writer.acknowledged.size);
    await expect
      .poll(() => writers.every((writer, i) => writer.acknowledged.size >= (before[i] ?? 0) + EACH), SOON)
      .toBe(true);
  };
  /** What is acknowledged by now reaches a device at whatever instance. */
  const arrives = async (): Promise<void> => {
    const ids = acknowledged();
    for (const reader of readers) await expect.poll(() => reader.lacks(ids), SOON).toEqual([]);
  };

  await goesOn();
  await arrives();
  redis.pause();
  await goesOn();
  await arrives();
  redis.resume();
  await goesOn();
  await redis.kill();
  await goesOn();
  await arrives();
  await redis.start();
  await goesOn();
  await arrives();
  for (const reader of readers) reader.close();

  await at(0).server.kill();
  await goesOn();
  await at(0).server.start();
  for (const index of [0, 1]) {
    await at(index).server.stop();
    await goesOn();
    await at(index).server.start();
    await goesOn();
  }
  await Promise.all(writers.map((writer) => writer.stop()));

  expect(writers.flatMap(({ wrong }) => wrong)).toEqual([]);
  const states = await Promise.all(
    [0, 1].map(async (index) => {
      const [client, document] = await openAt(index, alice, chapter);
      const doc = await document.read();
      client.close();
      return doc;
    }),
  );
  const [one, other] = states;
  if (one === undefined || other === undefined) throw new Error('There are two.');
  expect(Y.encodeStateVector(one)).toEqual(Y.encodeStateVector(other));
  const stored = [...one.getMap('messages').keys()];
  expect(stored.toSorted()).toEqual([...new Set(acknowledged())].toSorted());
  const numbers = [...one.getMap('stamps').values()].filter(isStoredStamp).map(([seq]) => seq);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(stored.map((_, i) => i + 1));
  for (const { client } of [alice, bob]) client.close();
});
