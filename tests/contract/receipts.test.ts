import { describe, expect, it } from 'vitest';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import { putMember, removeMember } from '../support/put-member.ts';
import { ADAPTERS } from './adapters.ts';
import { bytes } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

const members = async ({ storage }: World, { userId }: AccountFact, since = 0) => {
  const page = await storage.facts.feed(userId, since, 10);
  return { cursor: page.cursor, conversations: page.conversations, members: page.conversations[0]?.members ?? [] };
};
const marksOf = async (world: World, asker: AccountFact, of: AccountFact) => {
  const found = (await members(world, asker)).members.find(({ number }) => number === of.number);
  return [found?.delivered, found?.read];
};

/** A group with more members than are told each other's marks. */
const crowd = async (world: World): Promise<ConversationId> => {
  const guests: AccountFact[] = [];
  for (let i = 0; i < LIMITS.namedReceipts - 1; i++) guests.push(await world.account(`Guest${i}`));
  return world.group(world.alice, world.bob, ...guests);
};

describe.each(ADAPTERS)('receipts on $name', (adapter) => {
  it('FACT-14 a person without read receipts is never shown as having read, and sees nobody’s receipts', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, bob, carol);
    await world.say(id, alice);
    for (const one of [bob, carol]) await storage.facts.raise(id, one.userId, { read: 1 });
    expect(await storage.facts.setPrivacy(bob.userId, { readReceipts: false })).toBe(true);
    expect(await storage.facts.setPrivacy(bob.userId, { readReceipts: false })).toBe(false);
    expect((await storage.facts.account(bob.userId))?.privacy).toEqual({ readReceipts: false, lastSeen: true });
    expect(await marksOf(world, alice, bob)).toEqual([1, 0]);
    expect(await marksOf(world, alice, carol)).toEqual([1, 1]);
    expect(await marksOf(world, bob, carol)).toEqual([1, 0]);
    expect(await marksOf(world, bob, bob)).toEqual([1, 1]);
  });

  it('FACT-14 a change of it reaches both sides through the feed', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = await world.group(alice, bob);
    await world.say(id, alice);
    await storage.facts.raise(id, bob.userId, { read: 1 });
    await storage.facts.setPrivacy(bob.userId, { readReceipts: false });
    const cursors = [await members(world, alice), await members(world, bob)].map(({ cursor }) => cursor);
    await storage.facts.setPrivacy(bob.userId, { readReceipts: true });
    const [forAlice, forBob] = [await members(world, alice, cursors[0]), await members(world, bob, cursors[1])];
    expect(forAlice.members.find(({ number }) => number === bob.number)?.read).toBe(1);
    expect(forBob.members.find(({ number }) => number === alice.number)?.read).toBe(1);
  });

  it('FACT-15 in a large group members are not told each other’s marks, and a risen mark is sent only to its own member', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = await crowd(world);
    await world.say(id, alice);
    const [a, b] = [await members(world, alice), await members(world, bob)];
    expect(await storage.facts.raise(id, bob.userId, { read: 1 })).toBe(true);
    expect((await members(world, alice, a.cursor)).conversations).toEqual([]);
    const own = await members(world, bob, b.cursor);
    expect(own.conversations).toMatchObject([{ id, read: 1, unread: 0 }]);
    expect(own.members).toMatchObject([{ number: bob.number, delivered: 1, read: 1 }]);
    await world.say(id, bob);
    expect((await members(world, alice, a.cursor)).members).toEqual([]);
    expect(await marksOf(world, alice, bob)).toEqual([0, 0]);
    expect(await marksOf(world, bob, bob)).toEqual([2, 2]);
  });

  it('FACT-15 a group that shrinks tells marks again, one that grows stops', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await crowd(world);
    await world.say(id, alice);
    await storage.facts.raise(id, bob.userId, { read: 1 });
    const { cursor } = await members(world, alice);
    const guest = await world.account('Guest0');
    await removeMember(storage.facts, id, guest.userId, 1, alice.userId);
    const shrunk = await members(world, alice, cursor);
    expect(shrunk.members.find(({ number }) => number === bob.number)?.read).toBe(1);
    await putMember(storage.facts, id, carol.userId, 'member', 1, alice.userId);
    const grown = await members(world, alice, shrunk.cursor);
    expect(grown.members.find(({ number }) => number === bob.number)?.read).toBe(0);
  });

  it('FACT-16 who has a message and since when', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, clock, storage } = world;
    const dora = await world.account('Dora');
    const id = await world.group(alice, bob, carol, dora);
    await world.say(id, alice);
    await world.say(id, alice);
    const start = clock.now;
    const at = async (minutes: number, work: () => Promise<unknown>) => {
      clock.now = start + minutes * 60_000;
      await work();
    };
    await at(1, () => storage.facts.raise(id, bob.userId, { delivered: 2 }));
    await at(2, () => storage.facts.raise(id, bob.userId, { read: 1 }));
    await at(3, () => world.say(id, carol));
    await at(4, () => storage.facts.raise(id, bob.userId, { read: 3 }));
    const time = (minutes: number) => start + minutes * 60_000;
    const people = [
      { number: bob.number, deliveredAt: time(1), readAt: time(2) },
      { number: carol.number, deliveredAt: time(3), readAt: time(3) },
    ];
    expect(await storage.facts.receipts(id, 1, alice.userId)).toEqual({ others: 3, delivered: 2, read: 2, people });
    expect((await storage.facts.receipts(id, 2, alice.userId))?.people[0]?.readAt).toBe(time(4));
    await storage.facts.setPrivacy(bob.userId, { readReceipts: false });
    const hidden = await storage.facts.receipts(id, 1, alice.userId);
    expect(hidden).toMatchObject({ delivered: 2, read: 1 });
    expect(hidden?.people[0]).toEqual({ number: bob.number, deliveredAt: time(1) });
    expect(await storage.facts.receipts(id, 3, bob.userId)).toMatchObject({ others: 3, read: 1 });
    expect(await storage.facts.receipts(id, 9, alice.userId)).toBeUndefined();
  });

  it('FACT-16 keeps the newest times only', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, clock, storage } = world;
    const id = await world.group(alice, bob);
    const request = await world.message(id, alice);
    const { effects } = request;
    if (effects === undefined) throw new Error('A message has effects.');
    const messages = Array.from({ length: 600 }, () => ({
      id: world.messageId(),
      author: alice.number,
      at: 1,
      entry: bytes('x'),
    }));
    await world.commit({ ...request, effects: { ...effects, messages } });
    const start = clock.now;
    for (let seq = 1; seq <= 600; seq++) {
      clock.now = start + seq;
      await storage.facts.raise(id, bob.userId, { read: seq });
    }
    const readAt = async (seq: number) => (await storage.facts.receipts(id, seq, alice.userId))?.people[0]?.readAt;
    expect(await readAt(600)).toBe(start + 600);
    expect(await readAt(101)).toBe(start + 101);
    // What was forgotten is told as later, never as earlier.
    expect(await readAt(1)).toBe(start + 101);
  });
});

describe.each(ADAPTERS)('last seen on $name', (adapter) => {
  const seenAt = async ({ storage }: World, asker: AccountFact, of: AccountFact, since = 0) =>
    (await storage.facts.feed(asker.userId, since, 10)).people.find(({ number }) => number === of.number)?.seenAt;

  it('FACT-17 when somebody was last seen reaches those who share a conversation, and only rises', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    await world.group(alice, bob);
    const { cursor } = await storage.facts.feed(alice.userId, 0, 10);
    await storage.facts.saw([{ userId: bob.userId, at: 500 }]);
    expect(await seenAt(world, alice, bob, cursor)).toBe(500);
    await storage.facts.saw([{ userId: bob.userId, at: 400 }]);
    expect(await seenAt(world, alice, bob)).toBe(500);
    expect(await seenAt(world, carol, bob)).toBeUndefined();
    expect([...(await storage.facts.contacts([bob.userId]))].sort()).toEqual([alice.userId, bob.userId].sort());
    expect(await storage.facts.searchPeople('bob', carol.userId, 5)).toEqual([
      { userId: bob.userId, number: bob.number, name: 'Bob' },
    ]);
  });

  it('FACT-17 a person who hides it is not told it of others, and nothing is stored meanwhile', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    await world.group(alice, bob);
    await storage.facts.saw([{ userId: bob.userId, at: 500 }]);
    await storage.facts.setPrivacy(bob.userId, { lastSeen: false });
    await storage.facts.saw([{ userId: bob.userId, at: 600 }]);
    expect(await seenAt(world, alice, bob)).toBeUndefined();
    await storage.facts.setPrivacy(bob.userId, { lastSeen: true });
    expect(await seenAt(world, alice, bob)).toBeUndefined();
    await storage.facts.saw([{ userId: bob.userId, at: 700 }]);
    expect(await seenAt(world, alice, bob)).toBe(700);
  });
});
