import { describe, expect, it } from 'vitest';
import { conversationDocument } from '../../shared/document/name.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import type { MemberAct } from '../../storage/ports/memberships.ts';
import { ADAPTERS } from './adapters.ts';
import { plainWrite } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

const MOST = LIMITS.unansweredMessages;

const factOf = async ({ storage }: World, { userId }: AccountFact, id: ConversationId) =>
  (await storage.facts.feed(userId, 0, 50)).conversations.find((one) => one.id === id);
const isAsked = async (world: World, who: AccountFact, id: ConversationId) =>
  (await factOf(world, who, id))?.unanswered === who.number;

/** A group as the server makes it when strangers only ask. */
const found = async ({ storage, clock, random }: World, ...members: AccountFact[]): Promise<ConversationId> => {
  const id = makeGroupId(clock.now, random);
  const [owner] = members;
  if (owner === undefined) throw new Error('A group needs somebody.');
  const roles = members.map((one) => ({
    userId: one.userId,
    role: one === owner ? ('owner' as const) : ('member' as const),
  }));
  const asked = { id, kind: 'group', createdBy: owner.userId, name: 'Group', members: roles } as const;
  await storage.facts.createConversation({ ...asked, asksStrangers: true }, clock.now);
  return id;
};
const act = ({ storage, clock }: World, id: ConversationId, by: AccountFact, asked: MemberAct) =>
  storage.facts.act(id, by.userId, asked, clock.now);
const add = (world: World, id: ConversationId, by: AccountFact, who: AccountFact) =>
  act(world, id, by, { kind: 'add', who: who.userId, role: 'member', asksStrangers: true });
const leave = (world: World, id: ConversationId, who: AccountFact) =>
  act(world, id, who, { kind: 'remove', who: who.userId });
const decline = (world: World, id: ConversationId, who: AccountFact) => act(world, id, who, { kind: 'decline' });
/** They talk with each other, or one of them has written to the other first. */
const meet = async (world: World, one: AccountFact, other: AccountFact): Promise<void> => {
  await world.storage.facts.acceptStranger(await world.direct(one, other), other.userId);
};
/** Something that is no message, such as a reaction, and how often it could be done. */
const show = async (world: World, id: ConversationId, by: AccountFact, shown = 1) => {
  const request = await world.message(id, by);
  const effects = { conversationId: id, chapter: 0, messages: [], edits: [], deletions: [], full: false };
  return (await world.commit({ ...request, effects, shown })).kind;
};
const setSomething = async (world: World, id: ConversationId, by: AccountFact) => {
  const document = conversationDocument(id);
  const write = plainWrite(document, await world.storage.journal.version(document));
  return (await world.commit({ ...write, userId: by.userId, conversationId: id, disappear: 86_400 })).kind;
};

describe.each(ADAPTERS)('group requests on $name', (adapter) => {
  it('PERM-58 ownership cannot go to a person who could still decline', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const id = await found(world, alice, bob);
    const transfer = { kind: 'transfer', who: bob.userId } as const;
    expect(await act(world, id, alice, transfer)).toMatchObject({ kind: 'refused', code: 'not-allowed' });
    await world.storage.facts.acceptStranger(id, bob.userId);
    expect(await act(world, id, alice, transfer)).toMatchObject({ kind: 'done', changed: true });
    expect(await decline(world, id, bob)).toMatchObject({ kind: 'refused' });
  });

  it('CON-14 being added by a stranger is a request, by somebody known it is not, and by a blocked person nothing', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    await meet(world, bob, alice);
    await meet(world, carol, alice);
    await storage.facts.setBlock(carol.userId, alice.userId, true, 1);
    const dave = await world.account('Dave');
    // Somebody Erin wrote to first is no stranger to her.
    const erin = await world.account('Erin');
    await world.direct(erin, alice);
    const id = await found(world, alice, bob, carol, dave, erin);
    const asked = await Promise.all([alice, bob, carol, dave, erin].map((one) => isAsked(world, one, id)));
    expect(asked).toEqual([false, false, false, true, false]);
    expect(await factOf(world, carol, id)).toBeUndefined();
    expect(await factOf(world, dave, id)).toMatchObject({ addedBy: alice.number });
    // Nobody else is told who was asked.
    expect(await factOf(world, alice, id)).not.toHaveProperty('unanswered');
    expect(await factOf(world, bob, id)).not.toHaveProperty('addedBy');
    // Those who know one another are strangers to whoever knows none of them.
    const frank = await world.account('Frank');
    expect(await add(world, id, alice, frank)).toMatchObject({ kind: 'done', changed: true });
    expect(await isAsked(world, frank, id)).toBe(true);
    // A group that was only asked for makes nobody acquainted, nor does one that was accepted.
    await storage.facts.acceptStranger(id, frank.userId);
    const second = await found(world, bob, frank);
    expect(await isAsked(world, frank, second)).toBe(true);
  });

  it('CON-15 a person who was asked looks offline to others until they accept or write', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    await meet(world, bob, alice);
    const id = await found(world, alice, bob, carol);
    await world.say(id, alice);
    const { cursor } = await storage.facts.feed(alice.userId, 0, 50);
    await storage.facts.raise(id, carol.userId, { read: 1 });
    await storage.facts.saw([{ userId: carol.userId, at: 5_000 }]);
    const marks = async (asker: AccountFact) => {
      const one = (await factOf(world, asker, id))?.members.find(({ number }) => number === carol.number);
      return [one?.delivered, one?.read];
    };
    for (const asker of [alice, bob]) expect(await marks(asker)).toEqual([0, 0]);
    expect(await marks(carol)).toEqual([1, 1]);
    expect(await storage.facts.receipts(id, 1, alice.userId)).toMatchObject({ others: 2, delivered: 0, people: [] });
    const before = await storage.facts.feed(alice.userId, cursor, 50);
    expect([before.people, before.conversations]).toEqual([[], []]);
    expect(await storage.facts.contacts([carol.userId])).toEqual([carol.userId]);
    expect((await storage.facts.members(id)).filter(({ asked }) => asked).map(({ number }) => number)).toEqual([
      carol.number,
    ]);

    expect(await storage.facts.acceptStranger(id, carol.userId)).toBe('changed');
    expect(await storage.facts.acceptStranger(id, carol.userId)).toBe('same');
    for (const asker of [alice, bob]) expect(await marks(asker)).toEqual([1, 1]);
    const told = await storage.facts.feed(alice.userId, cursor, 50);
    expect(told.people).toContainEqual(expect.objectContaining({ number: carol.number, seenAt: 5_000 }));
    expect(await isAsked(world, carol, id)).toBe(false);

    const written = await found(world, alice, carol);
    expect(await isAsked(world, carol, written)).toBe(true);
    await world.say(written, carol);
    expect(await isAsked(world, carol, written)).toBe(false);
  });

  it('CON-16 a person who declines leaves without an event, and only somebody they know can add them again', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    await meet(world, carol, bob);
    const id = await found(world, alice, bob, carol);
    await storage.facts.acceptStranger(id, bob.userId);
    const events = (await storage.facts.pendingEvents(0, 50)).length;
    expect(await isAsked(world, carol, id)).toBe(true);
    expect(await decline(world, id, carol)).toMatchObject({ kind: 'done', changed: true, gone: [carol.userId] });
    expect(await decline(world, id, carol)).toMatchObject({ kind: 'done', changed: false });
    expect((await storage.facts.pendingEvents(0, 50)).length).toBe(events);
    // Accepting on another device comes too late.
    expect(await storage.facts.acceptStranger(id, carol.userId)).toBe('unknown');
    expect(await add(world, id, alice, carol)).toEqual({ kind: 'refused', code: 'not-allowed' });
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'admin' });
    expect(await add(world, id, bob, carol)).toMatchObject({ kind: 'done', changed: true });
    expect(await isAsked(world, carol, id)).toBe(false);
    // Declining on another device comes too late as well: leaving is a decision of its own, with its event.
    expect(await decline(world, id, carol)).toEqual({ kind: 'refused', code: 'not-allowed' });
    const told = (await storage.facts.pendingEvents(0, 50)).length;
    expect(await leave(world, id, carol)).toMatchObject({ changed: true });
    expect((await storage.facts.pendingEvents(0, 50)).length).toBe(told + 1);
    expect(await add(world, id, alice, carol)).toMatchObject({ changed: true });
    expect(await isAsked(world, carol, id)).toBe(true);
    expect(await leave(world, id, carol)).toMatchObject({ changed: true });
    expect((await storage.facts.pendingEvents(0, 50)).length).toBe(told + 2);
  });

  it('CON-3 all that a stranger makes appear counts, in a direct conversation and in groups together', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const direct = await world.direct(alice, bob);
    const first = await world.say(direct, alice);
    for (let i = 0; i < 5; i++) await world.edit(direct, alice, first, `edit ${i}`);
    for (let i = 0; i < 4; i++) expect(await setSomething(world, direct, alice)).toBe('done');
    const one = await found(world, alice, bob);
    const other = await found(world, alice, bob);
    for (let i = 0; i < 4; i++) expect(await show(world, one, alice)).toBe('done');
    await world.erase(direct, alice, first);
    // Removed and added again, a person is spared just the same, and that counts; taking something back is always possible.
    await act(world, one, alice, { kind: 'remove', who: bob.userId });
    expect(await add(world, one, alice, bob)).toMatchObject({ kind: 'done' });
    expect(await show(world, other, alice, MOST - 15 + 1)).toBe('unanswered');
    expect(await show(world, other, alice, MOST - 15)).toBe('done');
    for (const id of [direct, one, other]) {
      expect(await show(world, id, alice)).toBe('unanswered');
      expect(await setSomething(world, id, alice)).toBe('unanswered');
      expect((await world.commit(await world.message(id, alice))).kind).toBe('unanswered');
      expect(await show(world, id, alice, 0)).toBe('done');
    }
    // Whoever is spared is not bound, and an answer frees that conversation.
    expect(await show(world, direct, bob)).toBe('done');
    await storage.facts.acceptStranger(one, bob.userId);
    expect(await show(world, one, alice, 100)).toBe('done');
    expect(await show(world, other, alice)).toBe('unanswered');
    await world.say(direct, bob);
    expect(await show(world, direct, alice, 100)).toBe('done');
  });

  it('CON-29 a stranger has few group requests waiting with one person, and asks only so often', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage, clock, random } = world;
    const outcome = async (...members: AccountFact[]) => {
      const roles = members.map((one) => ({ userId: one.userId, role: one === alice ? 'owner' : 'member' }) as const);
      const id = makeGroupId(clock.now, random);
      const asked = { id, kind: 'group', createdBy: alice.userId, name: 'Buy', members: roles } as const;
      return [id, await storage.facts.createConversation({ ...asked, asksStrangers: true }, clock.now)] as const;
    };
    const ids: ConversationId[] = [];
    for (let i = 0; i < LIMITS.waitingGroupRequests; i++) ids.push(await found(world, alice, bob));
    expect((await outcome(alice, bob, carol))[1]).toBe('unanswered');
    expect((await outcome(alice, carol))[1]).toBe('created');
    const own = await found(world, alice);
    expect(await add(world, own, alice, bob)).toEqual({ kind: 'refused', code: 'unanswered' });
    // An accepted request waits no longer and counts no more, a declined one does.
    const [first, second] = ids as [ConversationId, ConversationId];
    await storage.facts.acceptStranger(first, bob.userId);
    expect((await outcome(alice, bob))[1]).toBe('created');
    await decline(world, second, bob);
    expect((await outcome(alice, bob))[1]).toBe('created');
    expect((await outcome(alice, bob))[1]).toBe('unanswered');
    // Those of somebody known never wait.
    await meet(world, bob, alice);
    expect((await outcome(alice, bob))[1]).toBe('created');
  });

  it('CON-29 adding and removing somebody by turns ends, and leaves them nothing', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await found(world, alice, bob);
    await storage.facts.acceptStranger(id, bob.userId);
    let added = 0;
    for (let i = 0; i < 2 * MOST; i++) {
      if ((await add(world, id, alice, carol)).kind === 'refused') break;
      added++;
      await act(world, id, alice, { kind: 'remove', who: carol.userId });
    }
    expect(added).toBe(MOST);
    expect(await add(world, id, alice, carol)).toEqual({ kind: 'refused', code: 'unanswered' });
    expect(await factOf(world, carol, id)).toBeUndefined();
  });

  it('CON-30 a device that was told of a group request is told that it was withdrawn', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = await found(world, alice, bob);
    const { cursor } = await storage.facts.feed(bob.userId, 0, 50);
    await act(world, id, alice, { kind: 'remove', who: bob.userId });
    const { conversations } = await storage.facts.feed(bob.userId, cursor, 50);
    expect(conversations).toMatchObject([{ id, unanswered: bob.number, removedBy: alice.number }]);
  });

  it('CON-31 groups of a blocked person appear to the blocker after unblocking, and are answered as ever', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    await storage.facts.setBlock(bob.userId, alice.userId, true, 1);
    const { cursor } = await storage.facts.feed(bob.userId, 0, 50);
    const ids: ConversationId[] = [];
    for (let i = 0; i < LIMITS.waitingGroupRequests; i++) ids.push(await found(world, alice, bob, carol));
    const [id = ids[0] as ConversationId] = ids;
    const own = await found(world, alice);
    // As by somebody who blocks nobody.
    expect(await add(world, own, alice, bob)).toEqual({ kind: 'refused', code: 'unanswered' });
    expect((await factOf(world, alice, id))?.members).toHaveLength(3);
    await world.say(id, alice);
    expect((await storage.facts.feed(bob.userId, cursor, 50)).conversations).toEqual([]);
    const later = await storage.facts.feed(bob.userId, cursor, 50);
    await storage.facts.setBlock(bob.userId, alice.userId, false, 2);
    const told = (await storage.facts.feed(bob.userId, later.cursor, 50)).conversations;
    expect(told.map((one) => one.id).sort()).toEqual([...ids].sort());
    expect(told.map(({ members, unanswered }) => [members.length, unanswered])).toEqual(ids.map(() => [3, bob.number]));
  });

  it.each(['writes in it', 'accepts it'])(
    'CON-31 a group of a blocked person appears whole when the blocker %s',
    async (how) => {
      const world = await createWorld(adapter);
      const { alice, bob, carol, storage } = world;
      await storage.facts.setBlock(bob.userId, alice.userId, true, 1);
      const id = await found(world, alice, bob, carol);
      const { cursor } = await storage.facts.feed(bob.userId, 0, 50);
      if (how === 'accepts it') await storage.facts.acceptStranger(id, bob.userId);
      else await world.say(id, bob);
      const { conversations, people } = await storage.facts.feed(bob.userId, cursor, 50);
      expect(conversations.map((one) => [one.id, one.members.length, one.unanswered])).toEqual([[id, 3, undefined]]);
      expect(people.map(({ userId }) => userId)).toContain(carol.userId);
    },
  );

  it('CON-31 such a group appears after unblocking, too, when the blocked person has left it', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await found(world, carol);
    await act(world, id, carol, { kind: 'add', who: alice.userId, role: 'admin', asksStrangers: false });
    await storage.facts.setBlock(bob.userId, alice.userId, true, 1);
    await add(world, id, alice, bob);
    await act(world, id, alice, { kind: 'remove', who: alice.userId });
    const { cursor, conversations } = await storage.facts.feed(bob.userId, 0, 50);
    expect(conversations.map((one) => one.id)).not.toContain(id);
    await storage.facts.setBlock(bob.userId, alice.userId, false, 2);
    expect((await storage.facts.feed(bob.userId, cursor, 50)).conversations.map((one) => one.id)).toEqual([id]);
  });

  it.each(['left', 'was removed from'])(
    'CON-31 no device goes on to list a group that a person %s when somebody they block puts them back',
    async (how) => {
      const world = await createWorld(adapter);
      const { alice, bob, storage } = world;
      const id = await found(world, alice, bob);
      await storage.facts.acceptStranger(id, bob.userId);
      const asMember = await storage.facts.feed(bob.userId, 0, 50);
      await act(world, id, how === 'left' ? bob : alice, { kind: 'remove', who: bob.userId });
      const asLeft = await storage.facts.feed(bob.userId, asMember.cursor, 50);
      await storage.facts.setBlock(bob.userId, alice.userId, true, 1);
      expect(await add(world, id, alice, bob)).toMatchObject({ kind: 'done', changed: true });
      // A new device hears of no such group: so no other may show it.
      expect(await factOf(world, bob, id)).toBeUndefined();
      for (const { cursor } of [asMember, asLeft]) {
        const { conversations } = await storage.facts.feed(bob.userId, cursor, 50);
        expect(conversations).toMatchObject([{ id, unanswered: bob.number, members: [], chapters: [] }]);
        expect(conversations[0]?.removedAt).toBeDefined();
        expect(conversations[0]).not.toHaveProperty('name');
      }
      const told = await storage.facts.feed(bob.userId, 0, 50);
      await world.say(id, alice);
      expect((await storage.facts.feed(bob.userId, told.cursor, 50)).conversations).toEqual([]);
      await storage.facts.setBlock(bob.userId, alice.userId, false, 2);
      const { conversations } = await storage.facts.feed(bob.userId, told.cursor, 50);
      expect(conversations.map((one) => [one.id, one.members.length, one.removedAt])).toEqual([[id, 2, undefined]]);
    },
  );

  it('CON-3 a group in which nobody has accepted counts for each of those asked, one with people in it for none', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const both = await found(world, alice, bob, carol);
    // With the two requests they are 20: no third is asked.
    expect(await show(world, both, alice, MOST - 2)).toBe('done');
    const dave = await world.account('Dave');
    const fresh = await found(world, alice, dave, carol);
    expect(await add(world, await found(world, alice), alice, carol)).toEqual({ kind: 'refused', code: 'unanswered' });
    expect(await show(world, fresh, alice, 2)).toBe('done');
    expect(await show(world, fresh, alice)).toBe('unanswered');
    // Nor by what is done to members.
    await add(world, fresh, alice, bob);
    const role = await act(world, fresh, alice, { kind: 'role', who: dave.userId, role: 'admin' });
    expect(role).toEqual({ kind: 'refused', code: 'not-allowed' });
    await storage.facts.acceptStranger(fresh, dave.userId);
    expect(await show(world, fresh, alice, 100)).toBe('done');
    expect(await show(world, fresh, dave, 100)).toBe('done');
    await leave(world, fresh, dave);
    expect(await show(world, fresh, alice)).toBe('unanswered');
    // Alone in a group a person writes without limit.
    expect(await show(world, await found(world, alice), alice, 100)).toBe('done');
  });
});
