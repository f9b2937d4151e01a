import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { mulberry as createRandom } from '../support/mulberry.ts';
import { putMember, removeMember } from '../support/put-member.ts';
import { ADAPTERS } from './adapters.ts';
import { Device } from './device.ts';
import { createSteps } from './feed-steps.ts';
import { bytes, carried, userId } from './plain-write.ts';
import { createWorld } from './world.ts';

describe.each(ADAPTERS)('feed on $name', (adapter) => {
  it('FEED-1 a new device gets all of its conversations, members, chapters and people, and nothing twice when it asks again', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob, carol } = world;
    const id = await world.group(alice, bob);
    await world.group(bob, carol);
    await world.say(id, bob, 'hello');
    const page = await storage.facts.feed(alice.userId, 0, 10);
    expect(page).toMatchObject({ since: 0, more: false, at: world.clock.now, epoch: await storage.facts.epoch() });
    expect(page.people.map(({ name }) => name).sort()).toEqual(['Alice', 'Bob']);
    expect(page.conversations).toMatchObject([
      {
        id,
        kind: 'group',
        name: 'Group',
        createdAt: world.clock.now,
        seq: 1,
        version: 0,
        read: 0,
        unread: 1,
        members: [
          { userId: 'alice', number: alice.number, role: 'owner', delivered: 0, read: 0 },
          { userId: 'bob', role: 'member', delivered: 1, read: 1 },
        ],
        chapters: [{ chapter: 0, version: 1, full: false, ranges: [[1, 1]] }],
      },
    ]);
    const again = await storage.facts.feed(alice.userId, page.cursor, 10);
    expect(again).toMatchObject({
      since: page.cursor,
      cursor: page.cursor,
      more: false,
      people: [],
      conversations: [],
    });
  });

  it('FEED-2 after a cursor only what changed comes', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob, carol } = world;
    const id = await world.group(alice, bob, carol);
    await world.group(alice, bob);
    await world.say(id, alice);
    await world.say(id, alice, 'next chapter', 1);
    const { cursor } = await storage.facts.feed(alice.userId, 0, 10);
    await storage.facts.raise(id, bob.userId, { read: 2 });
    const page = await storage.facts.feed(alice.userId, cursor, 10);
    expect(page.people).toEqual([]);
    expect(page.conversations).toMatchObject([{ id, members: [{ userId: 'bob', read: 2 }], chapters: [] }]);
    expect(page.conversations[0]?.members).toHaveLength(1);
    await world.say(id, bob, 'late', 0);
    const next = await storage.facts.feed(alice.userId, page.cursor, 10);
    expect(next.conversations).toMatchObject([
      {
        id,
        chapters: [
          {
            chapter: 0,
            version: 2,
            ranges: [
              [1, 1],
              [3, 3],
            ],
          },
        ],
      },
    ]);
    expect(next.conversations[0]?.chapters).toHaveLength(1);
  });

  it('FEED-3 unread counts messages of others after the read position that are not deleted, up to 1,000', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const id = await world.group(alice, bob);
    const unread = async () => (await storage.facts.feed(bob.userId, 0, 10)).conversations[0]?.unread;
    const first = await world.say(id, alice);
    await world.say(id, alice);
    expect(await unread()).toBe(2);
    await world.erase(id, alice, first);
    expect(await unread()).toBe(1);
    await world.say(id, bob, 'writing is having read');
    expect(await unread()).toBe(0);
    await world.say(id, alice);
    expect(await unread()).toBe(1);
    await storage.facts.raise(id, bob.userId, { read: 4 });
    expect(await unread()).toBe(0);
    const many = await world.message(id, alice);
    if (many.effects === undefined) throw new Error('A message has effects.');
    const messages = Array.from({ length: 1_100 }, () => ({
      id: world.messageId(),
      author: alice.number,
      at: 1,
      entry: bytes('x'),
    }));
    await world.commit({ ...many, effects: { ...many.effects, messages } });
    expect(await unread()).toBe(1_000);
  });

  it('FEED-4 somebody added later gets the whole conversation and its people, with nothing unread', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob, carol } = world;
    const id = await world.group(alice, bob);
    await world.say(id, alice);
    const { cursor } = await storage.facts.feed(carol.userId, 0, 10);
    await putMember(storage.facts, id, carol.userId, 'member', 1, alice.userId);
    const page = await storage.facts.feed(carol.userId, cursor, 10);
    expect(page.people.map(({ name }) => name).sort()).toEqual(['Alice', 'Bob', 'Carol']);
    expect(page.conversations).toMatchObject([{ id, seq: 1, unread: 0, read: 1, chapters: [{ chapter: 0 }] }]);
    expect(page.conversations[0]?.members.map((member) => member.userId)).toEqual(['alice', 'bob', 'carol']);
  });

  it('FEED-5 existing members are told of new members with their names, and of members who leave', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, carol } = world;
    const id = await world.group(alice);
    const first = await storage.facts.feed(alice.userId, 0, 10);
    await putMember(storage.facts, id, carol.userId, 'member', 1, alice.userId);
    const joined = await storage.facts.feed(alice.userId, first.cursor, 10);
    expect(joined.people).toEqual([{ userId: 'carol', number: carol.number, name: 'Carol' }]);
    await removeMember(storage.facts, id, carol.userId, 77, alice.userId);
    const left = await storage.facts.feed(alice.userId, joined.cursor, 10);
    expect(left.conversations).toMatchObject([{ id, members: [{ userId: 'carol', removedAt: 77 }] }]);
    expect(left.conversations[0]?.removedAt).toBeUndefined();
  });

  it('FEED-6 a removed member is told so and nothing newer; a member who returns gets everything', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const id = await world.group(alice, bob);
    await world.say(id, alice, 'before');
    await removeMember(storage.facts, id, bob.userId, 50, alice.userId);
    await world.say(id, alice, 'after');
    await world.rename(id, alice, 'Without Bob');
    const page = await storage.facts.feed(bob.userId, 0, 10);
    expect(page.conversations).toEqual([
      {
        id,
        kind: 'group',
        name: 'Group',
        createdAt: world.clock.now,
        seq: 1,
        version: 0,
        read: 0,
        unread: 0,
        mentions: 0,
        disappear: 0,
        rights: {},
        history: 'all',
        from: 0,
        requests: [],
        members: [],
        chapters: [],
        removedAt: 50,
        removedBy: alice.number,
      },
    ]);
    expect(JSON.stringify(page)).not.toContain('after');
    await world.say(id, alice, 'later still');
    expect((await storage.facts.feed(bob.userId, page.cursor, 10)).conversations).toEqual([]);
    await putMember(storage.facts, id, bob.userId, 'admin', 60, alice.userId);
    const back = await storage.facts.feed(bob.userId, page.cursor, 10);
    expect(back.conversations).toMatchObject([
      { id, name: 'Without Bob', seq: 3, head: { entry: carried('later still') }, chapters: [{ chapter: 0 }] },
    ]);
    expect(back.conversations[0]?.members).toHaveLength(2);
    expect(back.conversations[0]?.removedAt).toBeUndefined();
  });

  it('FEED-7 a renamed person reaches those who share a conversation, and nobody else', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob, carol } = world;
    await world.direct(alice, bob);
    const cursors = new Map<string, number>();
    for (const { userId: who } of [alice, bob, carol]) cursors.set(who, (await storage.facts.feed(who, 0, 10)).cursor);
    await storage.facts.putAccount({ userId: alice.userId, name: 'Alicia', email: alice.email, at: 2 });
    const people = async (who: typeof alice) =>
      (await storage.facts.feed(who.userId, cursors.get(who.userId) ?? 0, 10)).people.map(({ name }) => name);
    expect(await people(alice)).toEqual(['Alicia']);
    expect(await people(bob)).toEqual(['Alicia']);
    expect(await people(carol)).toEqual([]);
  });

  it('FEED-8 a cursor of the future, or of a stranger, does no harm', async () => {
    const world = await createWorld(adapter);
    const id = await world.group(world.alice);
    const page = await world.storage.facts.feed(world.alice.userId, 2 ** 50, 10);
    expect(page.conversations).toMatchObject([{ id }]);
    expect(page.cursor).toBeLessThan(2 ** 50);
    expect(await world.storage.facts.feed(userId('nobody'), 0, 10)).toMatchObject({
      conversations: [],
      people: [],
      more: false,
    });
  });

  it('FEED-9 pages follow the order of change and bound the conversations of each', async () => {
    const world = await createWorld(adapter);
    const { storage, alice } = world;
    const ids: ConversationId[] = [];
    for (let i = 0; i < 7; i++) ids.push(await world.group(alice));
    const [first] = ids;
    if (first === undefined) throw new Error('A group was made.');
    await world.say(first, alice);
    const device = new Device(storage.facts, alice.userId, 3);
    await device.follow();
    expect(device.pages.map((page) => page.conversations.length)).toEqual([3, 3, 1]);
    expect(device.pages.flatMap((page) => page.conversations.map((one) => one.id))).toEqual([...ids.slice(1), first]);
  });

  it('FEED-10 a block between two pages takes nothing from the blocked person that happened before it', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const [first, second] = [await world.group(alice, bob), await world.group(alice, bob)];
    const device = new Device(storage.facts, bob.userId, 1);
    await device.follow();
    await world.say(first, bob, 'in a new chapter', 1);
    await world.say(second, bob);
    // Newer than the second group's message: the first group comes on the later page.
    await storage.facts.raise(first, alice.userId, { read: 1 });
    expect(await device.turn()).toBe(true);
    await storage.facts.setBlock(alice.userId, bob.userId, true, world.clock.now);
    await storage.facts.raise(second, alice.userId, { read: 1 });
    await device.follow();
    const fresh = new Device(storage.facts, bob.userId, 50);
    await fresh.follow();
    expect(device.state()).toEqual(fresh.state());
    // What she reads since then is no news.
    const { cursor } = await storage.facts.feed(bob.userId, device.cursor, 1);
    await storage.facts.raise(second, alice.userId, { delivered: 1 });
    expect((await storage.facts.feed(bob.userId, cursor, 1)).conversations).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'FEED-10 devices that follow cursors through random work equal one that starts from 0, asked for together or apart (seed %i)',
    async (seed) => {
      const world = await createWorld(adapter, seed);
      const people = [world.alice, world.bob, world.carol, await world.account('Dan'), await world.account('Eve')];
      const devices = people.flatMap((person) =>
        [1, 2, 50].map((limit) => ({ person, device: new Device(world.storage.facts, person.userId, limit) })),
      );
      const step = createSteps(world, people, createRandom(seed * 7919));
      // On PostgreSQL each step takes milliseconds, and the other databases have taken the long way.
      for (let i = 0; i < (adapter.name === 'postgres' ? 40 : 150); i++) {
        await step();
        // Devices fall behind at different times, also in the middle of their pages.
        for (const { device } of devices) if (world.random() < 0.15) await device.turn();
      }
      for (const { person, device } of devices) {
        await device.follow();
        const fresh = new Device(world.storage.facts, person.userId, 1_000);
        await fresh.follow();
        expect(device.state()).toEqual(fresh.state());
        expect(device.nameless()).toEqual([]);
        // A person seen before becoming a stranger is still known to have been here.
        for (const [id, one] of fresh.people) {
          const known = device.people.get(id);
          expect({ ...known, seenAt: one.seenAt ?? known?.seenAt }).toEqual({
            ...one,
            seenAt: one.seenAt ?? known?.seenAt,
          });
        }
        const before = device.state();
        for (const page of device.pages.slice(-3)) device.apply(page);
        expect(device.state()).toEqual(before);
      }
      // Everybody from every place they ever asked from, some more than once.
      const requests = devices.flatMap(({ person, device }) =>
        device.pages
          .filter(() => world.random() < 0.1)
          .map(({ since }) => ({ userId: person.userId, since, limit: 1 + Math.floor(world.random() * 5) })),
      );
      const together = await world.storage.facts.feeds([...requests, { userId: userId('nobody'), since: 0, limit: 1 }]);
      const apart = requests.map((one) => world.storage.facts.feed(one.userId, one.since, one.limit));
      expect(together.slice(0, -1)).toEqual(await Promise.all(apart));
      expect(together.at(-1)).toMatchObject({ people: [], conversations: [], more: false });
    },
  );
});
