import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import { ADAPTERS } from './adapters.ts';
import { carried } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

const feedOf = ({ storage }: World, { userId }: AccountFact, since = 0) => storage.facts.feed(userId, since, 50);
const rowOf = async (world: World, who: AccountFact, id: string) =>
  (await feedOf(world, who)).conversations.find((one) => one.id === id);
const marksOf = async (world: World, asker: AccountFact, of: AccountFact, id: string) => {
  const found = (await rowOf(world, asker, id))?.members.find(({ number }) => number === of.number);
  return [found?.delivered, found?.read];
};
const personOf = async (world: World, asker: AccountFact, of: AccountFact) =>
  (await feedOf(world, asker)).people.find(({ number }) => number === of.number);
const news = async (world: World, who: AccountFact, since: number) => {
  const { people, conversations } = await feedOf(world, who, since);
  return [people.length, conversations.length];
};

describe.each(ADAPTERS)('strangers on $name', (adapter) => {
  it('CON-1 a direct conversation is a request for its recipient until they write or accept', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    await world.group(alice, bob, carol);
    const withBob = await world.direct(alice, bob);
    const withCarol = await world.direct(alice, carol);
    const notes = await world.direct(alice, alice);
    await world.say(withBob, alice);
    for (const one of [alice, bob]) expect((await rowOf(world, one, withBob))?.unanswered).toBe(bob.number);
    expect((await rowOf(world, alice, notes))?.unanswered).toBeUndefined();
    await world.say(withBob, bob);
    expect(await storage.facts.acceptStranger(withCarol, carol.userId)).toBe('changed');
    expect(await storage.facts.acceptStranger(withCarol, carol.userId)).toBe('same');
    for (const [one, id] of [
      [alice, withBob],
      [bob, withBob],
      [alice, withCarol],
    ] as const)
      expect((await rowOf(world, one, id))?.unanswered).toBeUndefined();
  });

  it('CON-2 a sender without an answer learns neither watermarks nor last seen, and both after the answer', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = await world.direct(alice, bob);
    await world.say(id, alice);
    const { cursor } = await feedOf(world, alice);
    await storage.facts.raise(id, bob.userId, { read: 1 });
    await storage.facts.saw([{ userId: bob.userId, at: 5_000 }]);
    expect(await news(world, alice, cursor)).toEqual([0, 0]);
    expect(await marksOf(world, alice, bob, id)).toEqual([0, 0]);
    expect(await storage.facts.receipts(id, 1, alice.userId)).toMatchObject({ others: 1, delivered: 0, people: [] });
    expect((await personOf(world, alice, bob))?.seenAt).toBeUndefined();
    // Whoever was written to is told of the other, and their own devices of their own place.
    await storage.facts.saw([{ userId: alice.userId, at: 6_000 }]);
    expect((await personOf(world, bob, alice))?.seenAt).toBe(6_000);
    expect((await rowOf(world, bob, id))?.read).toBe(1);

    expect(await storage.facts.acceptStranger(id, bob.userId)).toBe('changed');
    const told = await feedOf(world, alice, cursor);
    expect(told.conversations).toMatchObject([{ members: [{ number: bob.number, delivered: 1, read: 1 }] }]);
    expect(told.people).toContainEqual(expect.objectContaining({ number: bob.number, seenAt: 5_000 }));
    expect((await storage.facts.receipts(id, 1, alice.userId))?.read).toBe(1);
  });

  it('CON-2 a stranger who shares a group with the recipient sees what the group sees', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    await world.group(alice, bob);
    await world.direct(alice, bob);
    await storage.facts.saw([{ userId: bob.userId, at: 5_000 }]);
    expect((await personOf(world, alice, bob))?.seenAt).toBe(5_000);
  });

  it('CON-3 a stranger writes a bounded number of messages, also in one go, and goes on after an answer', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const id = await world.direct(alice, bob);
    for (let i = 0; i < LIMITS.unansweredMessages; i++) await world.say(id, alice);
    const { version } = (await rowOf(world, bob, id))?.chapters[0] ?? {};
    expect(await world.commit(await world.message(id, alice))).toEqual({ kind: 'unanswered' });
    expect((await rowOf(world, bob, id))?.chapters[0]?.version).toBe(version);
    await world.say(id, bob);
    await world.say(id, alice);
    expect((await rowOf(world, bob, id))?.seq).toBe(LIMITS.unansweredMessages + 2);
  });

  it('CON-4 neither the sender nor anybody else can accept for the recipient', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.direct(alice, bob);
    expect(await storage.facts.acceptStranger(id, alice.userId)).toBe('not-allowed');
    expect(await storage.facts.acceptStranger(id, carol.userId)).toBe('unknown');
    expect((await rowOf(world, alice, id))?.unanswered).toBe(bob.number);
  });
});

describe.each(ADAPTERS)('blocks on $name', (adapter) => {
  it('CON-5 of decisions made on several devices the latest stands, in whatever order they arrive', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const set = (on: boolean, at: number) => storage.facts.setBlock(alice.userId, bob.userId, on, at);
    const isBlocked = async () => (await personOf(world, alice, bob))?.blocked === true;
    expect(await set(false, 5)).toBe('same');
    expect(await set(true, 10)).toBe('changed');
    expect(await set(false, 9)).toBe('same');
    expect(await set(false, 10)).toBe('same');
    expect(await isBlocked()).toBe(true);
    expect(await set(true, 30)).toBe('same');
    expect(await set(false, 20)).toBe('same');
    expect(await set(false, 31)).toBe('changed');
    expect(await isBlocked()).toBe(false);
    expect(await storage.facts.setBlock(alice.userId, alice.userId, true, 1)).toBe('unknown');
    expect((await personOf(world, bob, alice))?.blocked).toBeUndefined();
  });

  it('CON-6 a blocked person still sees what they saw, gets no changes, and sees everything once unblocked', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const direct = await world.direct(bob, alice);
    const group = await world.group(bob, alice, carol);
    for (const id of [direct, group]) await world.say(id, bob);
    await world.say(direct, alice);
    await storage.facts.raise(group, alice.userId, { delivered: 1 });
    await storage.facts.saw([{ userId: alice.userId, at: 1_000 }]);
    const before = [await rowOf(world, bob, direct), await rowOf(world, bob, group), await personOf(world, bob, alice)];
    const { cursor } = await feedOf(world, bob);

    expect(await storage.facts.setBlock(alice.userId, bob.userId, true, 10)).toBe('changed');
    await storage.facts.saw([{ userId: alice.userId, at: 2_000 }]);
    await storage.facts.raise(group, alice.userId, { read: 1 });
    expect(await news(world, bob, cursor)).toEqual([0, 0]);
    expect([
      await rowOf(world, bob, direct),
      await rowOf(world, bob, group),
      await personOf(world, bob, alice),
    ]).toEqual(before);
    expect((await storage.facts.receipts(group, 1, bob.userId))?.read).toBe(0);
    // Others are told as ever, also in the same group, and what others read is told to Bob.
    expect(await marksOf(world, carol, alice, group)).toEqual([1, 1]);
    await storage.facts.raise(group, carol.userId, { read: 1 });
    const told = await feedOf(world, bob, cursor);
    expect(told.conversations).toMatchObject([{ id: group, members: [{ number: carol.number, read: 1 }] }]);

    expect(await storage.facts.setBlock(alice.userId, bob.userId, false, 20)).toBe('changed');
    expect(await marksOf(world, bob, alice, group)).toEqual([1, 1]);
    expect((await feedOf(world, bob, cursor)).people).toMatchObject([{ number: alice.number, seenAt: 2_000 }]);
  });

  it('CON-7 a person who writes in a group is shown as having received the messages above', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const group = await world.group(bob, alice);
    await world.say(group, bob);
    await storage.facts.setBlock(alice.userId, bob.userId, true, 10);
    expect(await marksOf(world, bob, alice, group)).toEqual([0, 0]);
    await world.say(group, alice);
    expect(await marksOf(world, bob, alice, group)).toEqual([1, 1]);
    await world.say(group, bob);
    await storage.facts.raise(group, alice.userId, { read: 3 });
    expect(await marksOf(world, bob, alice, group)).toEqual([1, 1]);
  });

  it('CON-8 messages of blocked people count as no unread message, mention nobody and are never the latest message', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const group = await world.group(alice, bob, carol);
    const first = await world.say(group, carol, 'from Carol');
    await storage.facts.setBlock(alice.userId, bob.userId, true, 10);
    const request = await world.message(group, bob, { words: 'from Bob' });
    const [message] = request.effects?.messages ?? [];
    if (request.effects === undefined || message === undefined) throw new Error('A message was made.');
    const messages = [{ ...message, mentions: [alice.number] }];
    await world.commit({ ...request, effects: { ...request.effects, messages } });
    expect(await rowOf(world, alice, group)).toMatchObject({
      unread: 1,
      mentions: 0,
      head: { entry: carried('from Carol') },
    });
    expect(await rowOf(world, carol, group)).toMatchObject({ unread: 1, head: { entry: carried('from Bob') } });
    await world.say(group, bob, 'more from Bob');
    await world.edit(group, carol, first, 'changed by Carol');
    expect(await rowOf(world, alice, group)).toMatchObject({ unread: 1, head: { edit: carried('changed by Carol') } });

    await storage.facts.setBlock(alice.userId, bob.userId, false, 20);
    expect(await rowOf(world, alice, group)).toMatchObject({
      unread: 3,
      mentions: 1,
      head: { entry: carried('more from Bob') },
    });
    await storage.facts.setBlock(alice.userId, bob.userId, true, 30);
    // What stands before it is not kept; the next one of somebody else is head again.
    expect((await rowOf(world, alice, group))?.head).toBeUndefined();
    await world.say(group, alice, 'from Alice');
    expect(await rowOf(world, alice, group)).toMatchObject({ unread: 0, head: { entry: carried('from Alice') } });
  });

  it('CON-9 presence goes neither way as long as one person blocks the other', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    await storage.facts.setBlock(alice.userId, bob.userId, true, 10);
    await storage.facts.setBlock(bob.userId, carol.userId, true, 10);
    expect(await storage.facts.unseenBy(alice.userId)).toEqual(new Set([bob.number]));
    expect(await storage.facts.unseenBy(bob.userId)).toEqual(new Set([alice.number, carol.number]));
    await storage.facts.setBlock(alice.userId, bob.userId, false, 20);
    expect(await storage.facts.unseenBy(alice.userId)).toEqual(new Set());
  });
});

describe.each(ADAPTERS)('reports on $name', (adapter) => {
  it('CON-11 a member reports a message: the text is the member’s word, the author the server’s', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.direct(bob, alice);
    const said = await world.say(id, bob, 'rude');
    const elsewhere = await world.say(await world.group(bob), bob, 'elsewhere');
    const report = {
      id: 'report-1',
      conversationId: id,
      reporter: alice.userId,
      reason: 'He is rude',
      messages: [
        { id: said, text: 'rude' },
        { id: elsewhere, text: 'made up' },
        { id: 'nonsense', text: '' },
      ],
    };
    expect(await storage.facts.addReport({ ...report, reporter: carol.userId }, 1)).toBe('not-a-member');
    expect(await storage.facts.addReport(report, 1)).toBe('added');
    expect(await storage.facts.addReport(report, 2)).toBe('exists');
    expect(await storage.facts.addReport({ ...report, reporter: bob.userId }, 2)).toBe('id-taken');
    await world.erase(id, bob, said);
    const person = { userId: bob.userId, number: bob.number, name: 'Bob' };
    expect(await storage.facts.reports()).toEqual([
      {
        id: 'report-1',
        at: 1,
        by: { userId: alice.userId, number: alice.number, name: 'Alice' },
        conversationId: id,
        kind: 'direct',
        peer: person,
        reason: 'He is rude',
        messages: [
          { id: said, text: 'rude', author: person, deleted: true },
          { id: elsewhere, text: 'made up' },
          { id: 'nonsense', text: '' },
        ],
      },
    ]);
  });

  it('CON-12 the administrator who resolved a report is named; open reports come first', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const conversationId = await world.group(alice, bob);
    for (const id of ['one', 'two'])
      await storage.facts.addReport({ id, conversationId, reporter: bob.userId, reason: '', messages: [] }, 1);
    expect(await storage.facts.handleReport('two', carol.userId, true, 5)).toBe(true);
    expect(await storage.facts.handleReport('two', alice.userId, true, 6)).toBe(true);
    expect(await storage.facts.handleReport('three', alice.userId, true, 6)).toBe(false);
    expect(await storage.facts.reports()).toMatchObject([
      { id: 'one', name: 'Group' },
      { id: 'two', handledAt: 5, handledBy: 'Carol' },
    ]);
    expect(await storage.facts.handleReport('two', carol.userId, false, 7)).toBe(true);
    expect((await storage.facts.reports()).map(({ id, handledAt }) => [id, handledAt])).toEqual([
      ['two', undefined],
      ['one', undefined],
    ]);
  });
});
