import { describe, expect, it } from 'vitest';
import { makeBlobId } from '../../shared/ids/blob.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import { collectBlobs } from '../../sync-server/blobs/collect-blobs.ts';
import { ADAPTERS } from './adapters.ts';
import { createWorld } from './world.ts';

const DAY = 86_400_000;
const BOUNDS = { largest: 1_000, ofAccount: 5_000_000, ofServer: 8_000_000 };
const idOf = (n: number) => makeBlobId(new Uint8Array(16).fill(n));

/** Names of what a store holds, since days before the given moment. */
const storeOf = (held: readonly { n: number; days: number; upload?: string }[], now: number) => {
  const gone: string[] = [];
  return {
    gone,
    list: async function* () {
      for (const { n, days, upload } of held) yield { id: idOf(n), at: now - days * DAY, upload };
    },
    remove: async (id: string) => void gone.push(id),
    abort: async ({ id, upload }: { id: string; upload: string }) => void gone.push(`${id}/${upload}`),
  };
};

describe.each(ADAPTERS)('BLOB-13 the collector over $name', (adapter) => {
  const scene = async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const group = await world.group(alice, bob);
    const begin = (n: number) =>
      storage.blobs.begin(
        { id: idOf(n), userId: alice.userId, class: 'sealed', size: n, partBytes: 1_000, at: world.clock.now },
        BOUNDS,
      );
    const complete = async (n: number) => {
      await begin(n);
      await storage.blobs.noteUpload(idOf(n), `upload ${n}`, undefined);
      await storage.blobs.complete(idOf(n), world.clock.now);
    };
    const refer = async (n: number) => {
      const request = await world.message(group, alice);
      const messages = (request.effects?.messages ?? []).map((message) => ({ ...message, blobs: [idOf(n)] }));
      const effects = { conversationId: group, chapter: 0, edits: [], deletions: [], full: false, messages };
      expect((await world.commit({ ...request, effects })).kind).toBe('done');
    };
    const collect = (isDry = false, store = storeOf([], 0)) =>
      collectBlobs({ blobs: storage.blobs, store, isDry, now: () => world.clock.now, isStopped: () => false });
    return { world, group, begin, complete, refer, collect };
  };
  const NONE = { abandoned: 0, unreferenced: 0, unreadable: 0, strays: 0, bytes: 0 };

  it('BLOB-13 counts first, then removes, and keeps what is needed', async () => {
    const { world, begin, complete, refer, collect } = await scene();
    const { storage, clock } = world;
    await begin(1);
    await begin(2);
    await complete(3);
    await complete(4);
    await refer(4);
    expect(await collect()).toEqual(NONE);
    clock.now += BLOB_LIMITS.abandonedMs + 1;
    // The second upload goes on.
    await storage.blobs.touch(idOf(2), clock.now);
    expect(await collect(true)).toEqual({ ...NONE, abandoned: 1, bytes: 1 });
    expect(await storage.blobs.toRemove(10)).toEqual([]);
    expect(await collect()).toEqual({ ...NONE, abandoned: 1, bytes: 1 });
    expect((await storage.blobs.toRemove(10)).map(({ id }) => id)).toEqual([idOf(1)]);
    clock.now += BLOB_LIMITS.unreferencedMs;
    expect(await collect()).toEqual({ ...NONE, abandoned: 1, unreferenced: 1, bytes: 5 });
    expect((await storage.blobs.toRemove(10)).map(({ id }) => id)).toEqual([idOf(1), idOf(2), idOf(3)]);
    expect(await storage.blobs.readable([idOf(4)], world.bob.userId)).toEqual(new Map([[idOf(4), { size: 4 }]]));
  });

  it('BLOB-13 removes what only messages refer to that nobody can read', async () => {
    const { world, group, complete, refer, collect } = await scene();
    const { storage, clock, alice, bob } = world;
    await complete(4);
    await refer(4);
    await storage.facts.act(group, alice.userId, { kind: 'remove', who: bob.userId }, clock.now);
    await storage.leaving.removeAccount({ userId: alice.userId, messages: false, at: clock.now });
    clock.now += BLOB_LIMITS.unreferencedMs + 1;
    expect(await storage.blobs.toRemove(10)).toEqual([]);
    expect(await collect()).toEqual({ ...NONE, unreadable: 1, bytes: 4 });
    expect((await storage.blobs.toRemove(10)).map(({ id }) => id)).toEqual([idOf(4)]);
    await storage.blobs.removed(idOf(4));
    expect(await storage.blobs.known([idOf(4)])).toEqual(new Map());
  });

  it('BLOB-13 removes from the store what the database does not know, after its time', async () => {
    const { world, begin, collect } = await scene();
    const { storage, clock } = world;
    await begin(1);
    await storage.blobs.noteUpload(idOf(1), 'mine', undefined);
    clock.now += 1;
    const held = [
      { n: 1, days: 40, upload: 'mine' },
      { n: 1, days: 8, upload: 'begun twice' },
      { n: 1, days: 6, upload: 'begun twice lately' },
      { n: 8, days: 31 },
      { n: 9, days: 29 },
      { n: 10, days: 31, upload: 'of a database that was put back' },
    ];
    const dry = storeOf(held, clock.now);
    expect(await collect(true, dry)).toEqual({ ...NONE, strays: 3 });
    expect(dry.gone).toEqual([]);
    const store = storeOf(held, clock.now);
    expect(await collect(false, store)).toEqual({ ...NONE, strays: 3 });
    expect(store.gone).toEqual([`${idOf(1)}/begun twice`, idOf(8), `${idOf(10)}/of a database that was put back`]);
  });

  it('BLOB-13 looks through many blobs page by page', async () => {
    const { world, begin, collect } = await scene();
    for (let n = 0; n < 250; n++) await begin(n % 250 === 0 ? 250 : n % 250);
    world.clock.now += BLOB_LIMITS.abandonedMs + 1;
    expect((await collect()).abandoned).toBe(250);
    expect(await world.storage.blobs.toRemove(1_000)).toHaveLength(250);
  });
});
