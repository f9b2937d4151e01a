import { describe, expect, it } from 'vitest';
import { chapterDocument } from '../../shared/document/name.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import type { MemberAct } from '../../storage/ports/memberships.ts';
import { ADAPTERS } from './adapters.ts';
import { act, decide, eventsOf, factOf, makeLink, rolesOf, short } from './group-acts.ts';
import { carried, plainWrite } from './plain-write.ts';
import { createWorld } from './world.ts';

describe.each(ADAPTERS)('groups on $name', (adapter) => {
  it('GRP-2 repeating any act changes nothing and leaves no second event', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol } = world;
    const id = await world.group(alice, bob);
    const twice = async (by: AccountFact, asked: MemberAct) => [
      short(await act(world, id, by, asked)),
      short(await act(world, id, by, asked)),
    ];
    expect(await twice(alice, { kind: 'add', who: carol.userId, role: 'member' })).toEqual(['changed', 'same']);
    expect(await twice(alice, { kind: 'role', who: carol.userId, role: 'admin' })).toEqual(['changed', 'same']);
    expect(await twice(carol, { kind: 'remove', who: bob.userId })).toEqual(['changed', 'same']);
    expect(await twice(alice, { kind: 'transfer', who: carol.userId })).toEqual(['changed', 'same']);
    expect(await twice(alice, { kind: 'remove', who: alice.userId })).toEqual(['changed', 'same']);
    const [a, b, c] = [alice.number, bob.number, carol.number];
    expect(await eventsOf(world)).toEqual([
      { kind: 'added', by: a, who: c },
      { kind: 'role', by: a, who: c, role: 'admin' },
      { kind: 'removed', by: c, who: b },
      { kind: 'owner', by: a, who: c },
      { kind: 'left', by: a },
    ]);
    expect(await twice(carol, { kind: 'delete-group' })).toEqual(['changed', 'same']);
    expect(await eventsOf(world)).toEqual([]);
  });

  it('GRP-1 of two concurrent acts the second sees the result of the first', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol } = world;
    const id = await world.group(alice, bob, carol);
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'admin' });
    await act(world, id, alice, { kind: 'role', who: carol.userId, role: 'admin' });
    // Two admins: neither may remove the other, whoever comes first.
    const mutual = await Promise.all([
      act(world, id, bob, { kind: 'remove', who: carol.userId }),
      act(world, id, carol, { kind: 'remove', who: bob.userId }),
    ]);
    expect(mutual.map(short)).toEqual(['not-allowed', 'not-allowed']);
    // A plain member by then, and the owner's own removal first: the second is no member any more.
    await act(world, id, alice, { kind: 'role', who: carol.userId, role: 'member' });
    const both = await Promise.all([
      act(world, id, bob, { kind: 'remove', who: carol.userId }),
      act(world, id, carol, { kind: 'remove', who: carol.userId }),
      act(world, id, alice, { kind: 'remove', who: bob.userId }),
      act(world, id, bob, { kind: 'add', who: carol.userId, role: 'member' }),
    ]);
    expect(both.map(short)).toEqual(['changed', 'same', 'changed', 'not-found']);
    expect(await rolesOf(world, id)).toEqual({ alice: 'owner' });
  });

  it('GRP-4 has one owner, also when it is transferred to two people at once', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol } = world;
    const id = await world.group(alice, bob, carol);
    const both = await Promise.all([
      act(world, id, alice, { kind: 'transfer', who: bob.userId }),
      act(world, id, alice, { kind: 'transfer', who: carol.userId }),
    ]);
    expect(both.map(short)).toEqual(['changed', 'not-allowed']);
    expect(await rolesOf(world, id)).toEqual({ alice: 'admin', bob: 'owner', carol: 'member' });
    expect(short(await act(world, id, bob, { kind: 'remove', who: bob.userId }))).toBe('last-owner');
  });

  it('GRP-5 PERM-35 a former admin is refused, and what they write is judged again by their new role', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const id = await world.group(alice, bob);
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'admin' });
    const as = (role: 'admin' | 'member', rights = '{}') =>
      decide(world, id, bob, { name: 'Mine', membership: { role, rights } });
    expect((await as('admin')).kind).toBe('done');
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'member' });
    expect((await as('admin')).kind).toBe('judge-again');
    await decide(world, id, alice, { rights: { rename: 'everyone' } });
    expect((await as('member')).kind).toBe('judge-again');
    expect((await as('member', '{"rename":"everyone"}')).kind).toBe('done');
    expect(short(await act(world, id, bob, { kind: 'add', who: world.carol.userId, role: 'member' }))).toBe(
      'not-allowed',
    );
  });

  it('GRP-9 rights, picture and history follow the document, each change with its event', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const id = await world.group(alice, bob);
    const picture = 'a'.repeat(64);
    await decide(world, id, alice, { picture, history: 'joining', rights: { post: 'admins' } });
    await decide(world, id, alice, { picture, history: 'joining', rights: { post: 'admins' } });
    expect(await factOf(world, bob, id)).toMatchObject({ picture, history: 'joining', rights: { post: 'admins' } });
    await decide(world, id, alice, { picture: '', rights: {}, wrote: { picture: '', rights: { post: 'everyone' } } });
    const fact = await factOf(world, bob, id);
    expect([fact?.picture, fact?.rights]).toEqual([undefined, {}]);
    const by = alice.number;
    expect(await eventsOf(world)).toEqual([
      { kind: 'picture', by },
      { kind: 'history', by, history: 'joining' },
      { kind: 'right', by, right: 'post', circle: 'admins' },
      { kind: 'picture', by },
      { kind: 'right', by, right: 'post', circle: 'everyone' },
    ]);
  });

  it('GRP-6 a removed member is told who removed them, and so are the others', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol } = world;
    const id = await world.group(alice, bob, carol);
    await act(world, id, alice, { kind: 'remove', who: bob.userId });
    await act(world, id, carol, { kind: 'remove', who: carol.userId });
    expect(await factOf(world, bob, id)).toMatchObject({ removedAt: world.clock.now, removedBy: alice.number });
    expect((await factOf(world, bob, id))?.deleted).toBeUndefined();
    expect((await factOf(world, alice, id))?.members).toMatchObject([
      { role: 'owner' },
      { removedBy: alice.number },
      { removedBy: carol.number },
    ]);
  });

  it('GRP-7 GRP-8 a deleted group is gone for all, accepts nothing, and leaves no text on the disk', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage, disk } = world;
    const [id, other] = [await world.group(alice, bob, carol), await world.group(alice, bob)];
    await act(world, id, bob, { kind: 'remove', who: bob.userId });
    const secret = 'quietly waiting heron';
    await world.say(id, alice, secret);
    await world.say(other, alice, 'loud cormorant');
    await makeLink(world, id, alice);
    const late = await world.message(id, carol);
    expect(await disk.holds(secret)).toBe(true);
    world.clock.now += 1_000;
    expect(short(await act(world, id, carol, { kind: 'delete-group' }))).toBe('not-allowed');
    expect(await act(world, id, alice, { kind: 'delete-group' })).toMatchObject({
      told: [alice.userId, carol.userId],
      gone: [alice.userId, carol.userId],
    });
    for (const who of [alice, carol])
      expect(await factOf(world, who, id)).toMatchObject({ deleted: true, removedBy: alice.number, name: 'Group' });
    expect((await factOf(world, bob, id))?.deleted).toBeUndefined();

    expect((await world.commit(late)).kind).toBe('not-a-member');
    const own = plainWrite(chapterDocument(id, 0), 1);
    expect((await world.commit({ ...own, conversationId: id })).kind).toBe('not-a-member');
    expect(await storage.facts.conversation(id)).toBeUndefined();
    expect(short(await act(world, id, carol, { kind: 'remove', who: alice.userId }))).toBe('not-found');

    let turns = 0;
    while (await storage.facts.purgeDeleted()) if (++turns > 100) throw new Error('It never ends.');
    expect(await disk.holds(secret)).toBe(false);
    expect(await disk.holds('loud cormorant')).toBe(true);
    expect(await storage.journal.version(chapterDocument(id, 0))).toBe(0);
    expect((await world.commit({ ...own, expectedVersion: 0, conversationId: id })).kind).toBe('not-a-member');
    expect(await factOf(world, carol, id)).toMatchObject({ deleted: true, name: 'Group' });
    expect(await factOf(world, bob, other)).toMatchObject({ head: { entry: carried('loud cormorant') } });
  });

  it('GRP-8 goes on where it was when the server is stopped in between', async () => {
    const world = await createWorld(adapter);
    const { alice, disk } = world;
    const id = await world.group(alice);
    for (const chapter of [0, 1, 2, 3, 4]) await world.say(id, alice, `heron ${chapter}`, chapter);
    await act(world, id, alice, { kind: 'delete-group' });
    expect(await world.storage.facts.purgeDeleted()).toBe(true);
    const again = await disk.open();
    let turns = 0;
    while (await again.facts.purgeDeleted()) if (++turns > 100) throw new Error('It never ends.');
    expect(await again.facts.purgeDeleted()).toBe(false);
    if (adapter.name === 'memory') expect(await disk.holds('heron')).toBe(false);
    expect(await world.storage.journal.version(chapterDocument(id, 4))).toBe(0);
  });
});
