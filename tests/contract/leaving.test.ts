import { describe, expect, it } from 'vitest';
import { accountDocument } from '../../shared/document/name.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { removeMember } from '../support/put-member.ts';
import { ADAPTERS } from './adapters.ts';
import { plainWrite, userId } from './plain-write.ts';
import { createWorld } from './world.ts';

describe.each(ADAPTERS)('leaving on $name', (adapter) => {
  it('DEV-12 a deleted account has no name, is found by nobody, and is out of its groups', async () => {
    const { storage, clock, alice, bob, carol, group, direct, say } = await createWorld(adapter);
    const { facts, leaving } = storage;
    const [club, mine, pair] = [await group(bob, alice), await group(alice, bob), await direct(alice, bob)];
    await say(club, alice, 'hello');
    const { cursor } = await facts.feed(bob.userId, 0, 50);
    expect(await leaving.ownedGroups(alice.userId)).toEqual([{ id: mine, name: expect.any(String) }]);
    const leave = (who = alice) => leaving.removeAccount({ userId: who.userId, messages: true, at: clock.now });
    expect(await leave()).toBe('owner');
    expect(await facts.account(alice.userId)).toMatchObject({ name: 'Alice' });
    await removeMember(facts, mine, bob.userId, clock.now, alice.userId);
    expect(await leaving.ownedGroups(alice.userId)).toEqual([]);
    const left = await leave();
    expect(new Set(Array.isArray(left) ? left : [])).toEqual(new Set([club, mine]));
    expect(await leave()).toBeUndefined();
    expect(await leaving.removeAccount({ userId: userId('nobody'), messages: true, at: 1 })).toBeUndefined();

    expect(await facts.account(alice.userId)).toMatchObject({ name: '', email: '', gone: true });
    expect(await facts.searchPeople('a', carol.userId, 10)).toEqual([]);
    const page = await facts.feed(bob.userId, cursor, 50);
    expect(page.people).toEqual([{ userId: alice.userId, number: alice.number, name: '', gone: true }]);
    const told = page.conversations.find(({ id }) => id === club)?.members;
    expect(told).toMatchObject([{ number: alice.number, removedAt: clock.now }]);
    expect(await facts.membership(club, alice.userId)).toBeUndefined();
    expect(await facts.membership(pair, bob.userId)).toBeDefined();
    expect((await facts.pendingEvents(0, 99)).map(({ event }) => event)).toContainEqual({
      kind: 'left',
      by: alice.number,
    });
    // Whatever a session still says of it.
    await facts.putAccount({ userId: alice.userId, name: 'Alice', email: 'alice@example.org', at: clock.now });
    expect(await facts.account(alice.userId)).toMatchObject({ name: '' });
  });

  it('DEV-12 what is to be removed stays noted until it is done, and then nothing of it is on the disk', async () => {
    const { disk, storage, clock, alice, bob, carol, group, say, commit } = await createWorld(adapter);
    const { facts, leaving, journal } = storage;
    const own = accountDocument(alice.userId, 0);
    await commit({ ...plainWrite(own, 0), encode: () => [new TextEncoder().encode('a draft of mine')] });
    const alone = await group(alice, bob);
    await say(alone, alice, 'nobody reads this', 0);
    await removeMember(facts, alone, bob.userId, clock.now, alice.userId);
    const club = await group(carol, alice);
    await say(club, carol, 'others read this', 0);
    expect(await disk.holds('a draft of mine')).toBe(true);
    await leaving.removeAccount({ userId: alice.userId, messages: false, at: clock.now });
    expect(await leaving.erasures()).toEqual([{ userId: alice.userId, number: alice.number, messages: false }]);
    expect(await leaving.chaptersOf(alice.number)).toEqual([
      { conversationId: alone, chapter: 0 },
      { conversationId: club, chapter: 0 },
    ]);
    const documents = await leaving.abandonedDocuments(alice.userId);
    expect(documents).toContain(own);
    expect(documents.some((name) => name.includes(alone))).toBe(true);
    expect(documents.some((name) => name.includes(club))).toBe(false);
    await leaving.dropDocuments(documents);
    await leaving.dropDocuments(documents);
    expect(await journal.version(own)).toBe(0);
    expect(await disk.holds('a draft of mine')).toBe(false);
    await leaving.finishErasure(alice.number);
    expect(await leaving.erasures()).toEqual([]);
  });

  it('DEV-12 CON-16 a deleted account that was only asked into a group leaves it without an event', async () => {
    const { storage, clock, random, alice, bob, carol } = await createWorld(adapter);
    const { facts, leaving } = storage;
    const id = makeGroupId(clock.now, random);
    const members = [alice, bob, carol].map(({ userId: who }, i) => ({
      userId: who,
      role: i === 0 ? ('owner' as const) : ('member' as const),
    }));
    const asked = { id, kind: 'group', createdBy: alice.userId, name: 'Group', members, asksStrangers: true } as const;
    await facts.createConversation(asked, clock.now);
    await facts.acceptStranger(id, carol.userId);
    for (const { userId: who } of [bob, carol]) await leaving.removeAccount({ userId: who, messages: false, at: 1 });
    expect((await facts.pendingEvents(0, 99)).map(({ event }) => event)).toEqual([
      { kind: 'created', by: alice.number, name: 'Group' },
      { kind: 'left', by: carol.number },
    ]);
  });

  it('DEV-12 watermarks are told again when a deleted account makes a large group small enough', async () => {
    const { storage, clock, alice, bob, account, group, say } = await createWorld(adapter);
    const { facts, leaving } = storage;
    const guests = [];
    for (let i = 0; i < LIMITS.namedReceipts - 1; i++) guests.push(await account(`Guest${i}`));
    const id = await group(alice, bob, ...guests);
    await say(id, alice);
    await facts.raise(id, bob.userId, { read: 1 });
    const readByBob = async () =>
      (await facts.feed(alice.userId, 0, 50)).conversations[0]?.members.find(({ number }) => number === bob.number)
        ?.read;
    expect(await readByBob()).toBe(0);
    const [guest = bob] = guests;
    await leaving.removeAccount({ userId: guest.userId, messages: false, at: clock.now });
    expect(await readByBob()).toBe(1);
  });

  it('DEV-2 a device of a deleted account is told that', async () => {
    const { storage, clock, alice } = await createWorld(adapter);
    const tokenHash = new Uint8Array(32).fill(7);
    await storage.devices.endSession({ tokenHash, userId: alice.userId, at: clock.now });
    await storage.leaving.removeAccount({ userId: alice.userId, messages: false, at: clock.now });
    expect(await storage.devices.endedSession(tokenHash)).toBe('gone');
  });
});
