import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { chapterDocument } from '../../shared/document/name.ts';
import { type ConversationId, directIdOf, makeGroupId } from '../../shared/ids/conversation.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { holdInstance, SecondInstanceError } from '../../storage/postgres/hold-instance.ts';
import { openPostgres } from '../../storage/postgres/open-postgres.ts';
import { createDatabase } from '../support/postgres-database.ts';
import { ADAPTERS } from './adapters.ts';
import { userId } from './plain-write.ts';
import { createWorld } from './world.ts';

const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});
const newDatabase = async () => {
  const database = await createDatabase();
  ends.push(database.drop);
  return database;
};
const openOn = async (url: string): Promise<Storage> => {
  const { storage } = await openPostgres(url);
  ends.push(storage.close);
  return storage;
};
const postgres = ADAPTERS.filter(({ name }) => name === 'postgres');

it('DB-18 texts come back as they were, but for what PostgreSQL cannot store', async () => {
  const { facts, blobs } = await openOn((await newDatabase()).url);
  const account = (id: string, name: string) =>
    facts.putAccount({ userId: userId(id), name, email: `${id}@example.org`, at: 1 });
  await account('hostile', 'nobody');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (name) => {
      // A half of a pair has no bytes in UTF-8, on no database.
      const kept = name.replaceAll('\0', '\uFFFD').toWellFormed();
      expect((await account('hostile', name)).name).toBe(kept);
    }),
    {
      numRuns: 40,
      examples: [['\0'], ['{NULL,"a\\"}'], ['NULL'], ['\ud800x'], ["'; drop table accounts --"], ['\\x00']],
    },
  );
  expect(await facts.account('\0' as ReturnType<typeof userId>)).toBeUndefined();
  expect(await blobs.usedByAll()).toBe(0);
  await facts.saw([{ userId: userId('hostile'), at: Number.MAX_SAFE_INTEGER }]);
  const page = await facts.feed(userId('hostile'), 0, 10);
  expect(page.people.map(({ seenAt }) => seenAt)).toEqual([Number.MAX_SAFE_INTEGER]);
});

it.each(postgres)(
  'DB-17 two instances write side by side, and whoever follows the feed misses nothing',
  async (adapter) => {
    const world = await createWorld(adapter);
    const { alice, bob, disk, storage } = world;
    const other = await disk.open();
    const groups: ConversationId[] = [];
    for (let i = 0; i < 6; i++) groups.push(await world.group(alice, bob));
    const seen = new Map<string, number>();
    let cursor = 0;
    let isWriting = true;
    const follow = async (): Promise<void> => {
      const page = await storage.facts.feed(bob.userId, cursor, 50);
      for (const one of page.conversations) seen.set(one.id, one.seq);
      cursor = page.cursor;
    };
    const following = (async () => {
      while (isWriting) await follow();
    })();
    const write = async (instance: Storage, own: readonly ConversationId[]): Promise<void> => {
      for (let round = 0; round < 15; round++) {
        const requests = await Promise.all(own.map((id) => world.message(id, alice)));
        // Each in a transaction of its own, several at once.
        for (const [result] of await Promise.all(requests.map((request) => instance.journal.commit([request]))))
          expect(result?.kind).toBe('done');
      }
    };
    await Promise.all([write(storage, groups.slice(0, 3)), write(other, groups.slice(3))]);
    isWriting = false;
    await following;
    await follow();
    expect([...seen].sort()).toEqual(groups.map((id) => [id, 15]).sort());
  },
);

it.each(postgres)('DB-17 several writers of one conversation give each message its own number', async (adapter) => {
  const world = await createWorld(adapter);
  const { alice, bob, disk, storage } = world;
  const other = await disk.open();
  const id = await world.group(alice, bob);
  const document = chapterDocument(id, 0);
  const seqs: number[] = [];
  const write = async ({ journal }: Storage, author: typeof alice): Promise<void> => {
    for (let done = 0; done < 15; ) {
      const expectedVersion = await journal.version(document);
      const [result] = await journal.commit([{ ...(await world.message(id, author)), expectedVersion }]);
      if (result?.kind !== 'done') continue;
      seqs.push(result.stamping.firstSeq);
      done++;
    }
  };
  await Promise.all([write(storage, alice), write(other, bob)]);
  expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  expect((await storage.journal.load(document)).tail).toHaveLength(30);
});

it.each(postgres)('DB-17 the same conversation made twice at once is made once', async (adapter) => {
  const world = await createWorld(adapter);
  const { alice, bob, disk, storage } = world;
  const other = await disk.open();
  const id = directIdOf(alice.userId, bob.userId);
  const members = [alice, bob].map((each) => ({ userId: each.userId, role: 'member' as const }));
  const made = await Promise.all(
    [storage, other].map(({ facts }) =>
      facts.createConversation({ id, kind: 'direct', createdBy: alice.userId, name: undefined, members }, 1),
    ),
  );
  expect(made.sort()).toEqual(['created', 'exists']);
  expect(await storage.facts.conversation(makeGroupId(1, world.random))).toBeUndefined();
});

it('DB-13 one instance has the database for itself, several that can tell each other share it', async () => {
  const { url, query } = await newDatabase();
  const hold = (mayBeMany: boolean, onLost: () => void = () => undefined) => holdInstance(url, { mayBeMany, onLost });
  const alone = await hold(false);
  await expect(hold(false)).rejects.toThrow(SecondInstanceError);
  await expect(hold(true)).rejects.toThrow(SecondInstanceError);
  await alone.release();
  const shared = [await hold(true), await hold(true)];
  await expect(hold(false)).rejects.toThrow(SecondInstanceError);
  for (const one of shared) await one.release();
  let isLost = false;
  const first = await hold(false, () => {
    isLost = true;
  });
  await query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'skerry instance' and datname = current_database()",
  );
  let second: Awaited<ReturnType<typeof hold>> | undefined;
  await expect.poll(async () => (second ??= await hold(false).catch(() => undefined))).toBeDefined();
  await expect.poll(() => isLost, { timeout: 15_000 }).toBe(true);
  await first.release();
  await second?.release();
});

it('DB-16 a connection that ends in the middle fails the write and no later one', async () => {
  const { url, query } = await newDatabase();
  const { facts } = await openOn(url);
  await facts.probe();
  const writes = Array.from({ length: 20 }, () => facts.probe().catch(() => undefined));
  await query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'skerry' and datname = current_database()",
  );
  await Promise.all(writes);
  await expect.poll(() => facts.probe().catch(() => 0)).toBeGreaterThan(0);
});
