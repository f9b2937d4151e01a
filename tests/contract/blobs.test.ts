import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type BlobId, makeBlobId } from '../../shared/ids/blob.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import { ADAPTERS } from './adapters.ts';
import { createWorld, type World } from './world.ts';

const BOUNDS = { largest: 1_000, ofAccount: 5_000, ofServer: 8_000 };
const newId = (): BlobId => makeBlobId(randomBytes(16));

const readable = async ({ storage }: World, id: BlobId, { userId }: AccountFact) =>
  (await storage.blobs.readable([id], userId)).get(id);
const begin = (world: World, who: AccountFact, id: BlobId, size = 100) =>
  world.storage.blobs.begin(
    { id, userId: who.userId, class: 'sealed', size, partBytes: 1_000, at: world.clock.now },
    BOUNDS,
  );
const complete = async (world: World, who: AccountFact, id = newId(), size = 100): Promise<BlobId> => {
  await begin(world, who, id, size);
  await world.storage.blobs.complete(id, world.clock.now);
  return id;
};
const refer = async (world: World, to: ConversationId, who: AccountFact, blobs: readonly BlobId[], chapter = 0) => {
  const request = await world.message(to, who, { chapter });
  const messages = (request.effects?.messages ?? []).map((message) => ({ ...message, blobs }));
  const effects = { conversationId: to, chapter, edits: [], deletions: [], full: false, messages };
  const { kind } = await world.commit({ ...request, effects });
  return { kind, id: messages[0]?.id ?? world.messageId() };
};
const removedOf = async ({ storage }: World) => (await storage.blobs.toRemove(100)).map(({ id }) => id);

describe.each(ADAPTERS)('BLOB-12 blobs in $name', (adapter) => {
  it('BLOB-2 BLOB-3 an upload is noted once, and its bytes are counted until it is removed', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = newId();
    expect(await begin(world, alice, id)).toMatchObject({ kind: 'begun', blob: { state: 'uploading', size: 100 } });
    expect(await begin(world, alice, id)).toMatchObject({ kind: 'known', blob: { upload: undefined } });
    expect(await begin(world, bob, id)).toEqual({ kind: 'refused', code: 'id-taken' });
    expect(await begin(world, alice, newId(), 1_001)).toEqual({ kind: 'refused', code: 'too-large' });
    for (let i = 0; i < 4; i++) await complete(world, alice, newId(), 1_000);
    expect(await begin(world, alice, newId(), 1_000)).toEqual({ kind: 'refused', code: 'quota-full' });
    for (let i = 0; i < 3; i++) await complete(world, bob, newId(), 1_000);
    expect(await begin(world, bob, newId(), 1_000)).toEqual({ kind: 'refused', code: 'server-full' });
    expect([await storage.blobs.used(alice.userId), await storage.blobs.used(bob.userId)]).toEqual([4_100, 3_000]);
    expect(await storage.blobs.usedByAll()).toBe(7_100);
    expect(await storage.blobs.cancel(id, alice.userId)).toBe('cancelled');
    expect(await begin(world, alice, id)).toEqual({ kind: 'refused', code: 'blob-removing' });
    await storage.blobs.removed(id);
    expect(await storage.blobs.used(alice.userId)).toBe(4_000);
    expect(await begin(world, alice, id)).toMatchObject({ kind: 'begun' });
  });

  it('BLOB-2 of two uploads begun together in the store the first stands', async () => {
    const world = await createWorld(adapter);
    const { alice, storage } = world;
    const id = newId();
    await begin(world, alice, id);
    expect(await storage.blobs.noteUpload(id, 'one', undefined)).toBe('one');
    expect(await storage.blobs.noteUpload(id, 'two', undefined)).toBe('one');
    expect(await storage.blobs.noteUpload(id, 'three', 'one')).toBe('three');
    expect(await storage.blobs.own(id, alice.userId)).toMatchObject({ upload: 'three' });
    expect(await storage.blobs.complete(id, 1)).toBe(true);
    expect(await storage.blobs.complete(id, 2)).toBe(true);
    expect(await storage.blobs.noteUpload(id, 'four', undefined)).toBeUndefined();
  });

  it('BLOB-9 a refused message refers to nothing, and disturbs no other of its batch', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const group = await world.group(alice, bob);
    const id = await complete(world, alice);
    const lost = newId();
    expect((await refer(world, group, alice, [id, lost])).kind).toBe('unknown-blob');
    expect(await readable(world, id, bob)).toBeUndefined();
    const bad = await world.message(group, alice, { chapter: 0 });
    const good = await world.message(group, bob, { chapter: 0 });
    const named = {
      ...bad,
      effects: {
        conversationId: group,
        chapter: 0,
        edits: [],
        deletions: [],
        full: false,
        messages: (bad.effects?.messages ?? []).map((message) => ({ ...message, blobs: [lost] })),
      },
    };
    const results = await storage.journal.commit([named, good]);
    expect(results.map(({ kind }) => kind)).toEqual(['unknown-blob', 'done']);
  });

  it('BLOB-9 BLOB-10 who may fetch may refer, in another conversation, too', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const group = await world.group(alice, bob);
    const other = await world.group(bob, carol);
    const id = await complete(world, alice);
    expect((await refer(world, group, bob, [id])).kind).toBe('unknown-blob');
    expect((await refer(world, group, alice, [id])).kind).toBe('done');
    expect((await refer(world, other, carol, [id])).kind).toBe('unknown-blob');
    expect((await refer(world, other, bob, [id])).kind).toBe('done');
    expect(await readable(world, id, carol)).toEqual({ size: 100 });
    await storage.facts.act(group, alice.userId, { kind: 'remove', who: bob.userId }, world.clock.now);
    // By the other group.
    expect(await readable(world, id, bob)).toEqual({ size: 100 });
  });

  it('BLOB-12 the last message that goes takes its blobs with it, in one batch, too', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const group = await world.group(alice, bob);
    const [one, two] = [await complete(world, alice), await complete(world, alice)];
    const first = await refer(world, group, alice, [one, two]);
    const second = await refer(world, group, alice, [one]);
    expect(await removedOf(world)).toEqual([]);
    await world.erase(group, alice, first.id);
    expect(await removedOf(world)).toEqual([two]);
    expect(await readable(world, one, bob)).toEqual({ size: 100 });
    // Until it is done it is asked for again.
    expect(await removedOf(world)).toEqual([two]);
    expect(await readable(world, two, alice)).toBeUndefined();
    expect((await refer(world, group, alice, [two])).kind).toBe('unknown-blob');
    await storage.blobs.removed(two);
    await world.erase(group, alice, second.id);
    expect(await removedOf(world)).toEqual([one]);
  });

  it('BLOB-12 a message forwarded before the look keeps the blob', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const group = await world.group(alice, bob);
    const id = await complete(world, alice);
    const first = await refer(world, group, alice, [id]);
    await world.erase(group, alice, first.id);
    // The uploader still may refer to it.
    await refer(world, group, alice, [id]);
    expect(await removedOf(world)).toEqual([]);
    expect(await readable(world, id, bob)).toEqual({ size: 100 });
  });

  it('BLOB-12 a deleted group lets go of its blobs, and nobody fetches by it meanwhile', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const group = await world.group(alice, bob);
    const id = await complete(world, alice);
    await refer(world, group, alice, [id]);
    await storage.facts.act(group, alice.userId, { kind: 'delete-group' }, world.clock.now);
    expect(await readable(world, id, bob)).toBeUndefined();
    while (await storage.facts.purgeDeleted());
    expect(await removedOf(world)).toEqual([id]);
  });

  it('BLOB-12 a deleted account leaves no blob that nothing refers to', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const group = await world.group(bob, alice);
    const kept = await complete(world, alice);
    await refer(world, group, alice, [kept]);
    const unfinished = newId();
    await begin(world, alice, unfinished);
    const unused = await complete(world, alice);
    await storage.leaving.removeAccount({ userId: alice.userId, messages: false, at: world.clock.now });
    expect((await removedOf(world)).sort()).toEqual([unfinished, unused].sort());
    expect(await readable(world, kept, bob)).toEqual({ size: 100 });
    expect(await begin(world, alice, newId())).toMatchObject({ kind: 'refused' });
  });
});
