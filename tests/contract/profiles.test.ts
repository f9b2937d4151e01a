import { describe, expect, it } from 'vitest';
import { ADAPTERS } from './adapters.ts';
import { userId } from './plain-write.ts';
import { createWorld } from './world.ts';

const HASH = 'a'.repeat(64);

describe.each(ADAPTERS)('profiles on $name', (adapter) => {
  it('PROF-2 a change of what people show is told once, and only when it is one', async () => {
    const { storage, alice } = await createWorld(adapter);
    const { facts } = storage;
    const { cursor } = await facts.feed(alice.userId, 0, 50);
    expect(await facts.setProfile(alice.userId, { picture: HASH, status: { text: 'away' } })).toBe(true);
    expect((await facts.feed(alice.userId, cursor, 50)).people).toMatchObject([
      { number: alice.number, picture: HASH, status: { text: 'away' } },
    ]);
    expect(await facts.setProfile(alice.userId, { picture: HASH })).toBe(false);
    expect(await facts.setProfile(alice.userId, { status: { text: 'away', until: 5 } })).toBe(true);
    expect(await facts.setProfile(alice.userId, { status: null })).toBe(true);
    expect(await facts.setProfile(alice.userId, { picture: null, status: null })).toBe(true);
    expect(await facts.setProfile(userId('nobody'), { picture: HASH })).toBe(false);
    const [person] = (await facts.feed(alice.userId, cursor, 50)).people;
    expect(person).not.toHaveProperty('picture');
    expect(person).not.toHaveProperty('status');
  });

  it('PROF-3 only what nobody shows and is old enough is dropped', async () => {
    const { storage, alice } = await createWorld(adapter);
    const { facts } = storage;
    const bytes = new Uint8Array([1, 2, 3]);
    const other = 'b'.repeat(64);
    await facts.putPicture({ hash: HASH, type: 'image/png', bytes, at: 10 });
    await facts.putPicture({ hash: other, type: 'image/webp', bytes, at: 10 });
    await facts.setProfile(alice.userId, { picture: HASH });
    expect(await facts.dropUnusedPictures(10)).toBe(0);
    await facts.putPicture({ hash: other, type: 'image/webp', bytes, at: 20 });
    expect(await facts.dropUnusedPictures(15)).toBe(0);
    expect(await facts.dropUnusedPictures(30)).toBe(1);
    expect(await facts.picture(other)).toBeUndefined();
    expect(await facts.picture(HASH)).toEqual({ type: 'image/png', bytes });
  });
});
