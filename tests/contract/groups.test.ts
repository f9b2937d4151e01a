import { describe, expect, it } from 'vitest';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { makeEditId } from '../../shared/ids/ulid.ts';
import type { History } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import type { MemberAct, MemberOutcome } from '../../storage/ports/memberships.ts';
import { ADAPTERS } from './adapters.ts';
import { bytes, carried, plainWrite, userId } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

const factOf = async (world: World, who: AccountFact, id: ConversationId) =>
  (await world.storage.facts.feed(who.userId, 0, 100)).conversations.find((one) => one.id === id);
const rolesOf = async (world: World, id: ConversationId) =>
  Object.fromEntries((await world.storage.facts.members(id)).map(({ userId: who, role }) => [who, role]));
const eventsOf = async (world: World) =>
  (await world.storage.facts.pendingEvents(0, 1_000))
    .map(({ event }) => event)
    .filter(({ kind }) => kind !== 'created');
const act = (world: World, id: ConversationId, by: AccountFact, asked: MemberAct) =>
  world.storage.facts.act(id, by.userId, asked, world.clock.now);
const short = (outcome: MemberOutcome) =>
  outcome.kind === 'refused' ? outcome.code : outcome.changed ? 'changed' : 'same';

/** What the conversation document says now, as an admitted change of the owner's. */
const decide = async (world: World, id: ConversationId, by: AccountFact, more: Record<string, unknown>) => {
  const document = conversationDocument(id);
  const version = await world.storage.journal.version(document);
  return world.commit({ ...plainWrite(document, version), userId: by.userId, conversationId: id, ...more });
};
const showFromJoining = (world: World, id: ConversationId, history: History = 'joining') =>
  decide(world, id, world.alice, { history });

let links = 0;
const makeLink = async (
  world: World,
  id: ConversationId,
  by: AccountFact,
  { approval = false, expiresAt, uses }: { approval?: boolean; expiresAt?: number; uses?: number } = {},
) => {
  const digest = new Uint8Array(32).fill(++links);
  const link = { linkId: `link${links}`, digest, approval, expiresAt, uses };
  return {
    digest,
    linkId: link.linkId,
    made: await world.storage.facts.createLink(id, by.userId, link, world.clock.now),
  };
};
const join = async (world: World, digest: Uint8Array, who: AccountFact) => {
  const outcome = await world.storage.facts.join(digest, who.userId, world.clock.now);
  return outcome.kind === 'refused' ? outcome.code : `${outcome.state}${outcome.changed ? '' : ' already'}`;
};

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

  it('GRP-1 of two who act apart the second finds what the first has left', async () => {
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

  it('GRP-6 who was removed learns by whom, and so do the others', async () => {
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

  it('GRP-7 GRP-8 a deleted group is gone for all, takes nothing, and leaves no word on the disk', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage, disk } = world;
    const [id, other] = [await world.group(alice, bob, carol), await world.group(alice, bob)];
    await act(world, id, bob, { kind: 'remove', who: bob.userId });
    const secret = 'quietly waiting heron';
    await world.say(id, alice, secret);
    await world.say(other, alice, 'loud cormorant');
    await makeLink(world, id, alice);
    const late = await world.message(id, carol);
    expect(disk.holds(secret)).toBe(true);
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
    expect(disk.holds(secret)).toBe(false);
    expect(disk.holds('loud cormorant')).toBe(true);
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
    const again = disk.open();
    let turns = 0;
    while (await again.facts.purgeDeleted()) if (++turns > 100) throw new Error('It never ends.');
    expect(await again.facts.purgeDeleted()).toBe(false);
    if (adapter.name === 'memory') expect(disk.holds('heron')).toBe(false);
    expect(await world.storage.journal.version(chapterDocument(id, 4))).toBe(0);
  });

  it('GRP-11 a link ends by time, use, revocation, and with its maker', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, clock, storage } = world;
    const id = await world.group(alice, bob);
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'admin' });
    const [dora, emil, fay] = [await world.account('Dora'), await world.account('Emil'), await world.account('Fay')];
    const once = await makeLink(world, id, alice, { uses: 1 });
    const brief = await makeLink(world, id, alice, { expiresAt: clock.now + 10 });
    const revoked = await makeLink(world, id, alice);
    const bobs = await makeLink(world, id, bob);
    const listed = async () => {
      const found = await storage.facts.links(id, alice.userId, clock.now);
      return 'kind' in found ? found.code : found.map(({ linkId }) => linkId);
    };
    expect(await listed()).toEqual([once, brief, revoked, bobs].map(({ linkId }) => linkId));
    expect(await join(world, once.digest, carol)).toBe('joined');
    expect(await join(world, once.digest, carol)).toBe('joined already');
    expect(await join(world, once.digest, dora)).toBe('link-gone');
    expect(await join(world, bobs.digest, carol)).toBe('joined already');
    expect(await join(world, brief.digest, dora)).toBe('joined');
    clock.now += 10;
    expect(await join(world, brief.digest, emil)).toBe('link-gone');
    expect(await storage.facts.revokeLink(id, alice.userId, revoked.linkId)).toBeUndefined();
    expect(await storage.facts.revokeLink(id, alice.userId, revoked.linkId)).toBeUndefined();
    expect(await join(world, revoked.digest, emil)).toBe('link-gone');
    expect(await join(world, bobs.digest, emil)).toBe('joined');
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'member' });
    expect(await join(world, bobs.digest, fay)).toBe('link-gone');
    expect(await storage.facts.linkTarget(bobs.digest, clock.now)).toBeUndefined();
    expect(await listed()).toEqual([]);
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'admin' });
    expect(await storage.facts.linkTarget(bobs.digest, clock.now)).toEqual({
      conversationId: id,
      name: 'Group',
      members: 5,
      by: 'Bob',
      approval: false,
    });
    await act(world, id, alice, { kind: 'remove', who: bob.userId });
    expect(await join(world, bobs.digest, fay)).toBe('link-gone');
    await act(world, id, alice, { kind: 'add', who: bob.userId, role: 'admin' });
    expect(await join(world, bobs.digest, fay)).toBe('link-gone');
    expect((await makeLink(world, id, carol)).made).toMatchObject({ code: 'not-allowed' });
    expect((await makeLink(world, id, fay)).made).toMatchObject({ code: 'not-found' });
  });

  it('GRP-13 GRP-15 asking twice is one request, told to those who may answer', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, clock, storage } = world;
    const id = await world.group(alice, bob);
    const { digest } = await makeLink(world, id, alice, { approval: true, uses: 1 });
    const dora = await world.account('Dora');
    expect(await join(world, digest, carol)).toBe('asked');
    expect(await join(world, digest, carol)).toBe('asked already');
    expect(await join(world, digest, dora)).toBe('asked');
    const told = async (who: AccountFact) => (await factOf(world, who, id))?.requests.map(({ name }) => name);
    expect([await told(alice), await told(bob)]).toEqual([['Carol', 'Dora'], []]);
    expect(await factOf(world, carol, id)).toBeUndefined();

    // Also to whom is promoted, by the change alone, and not after a demotion.
    const { cursor } = await storage.facts.feed(bob.userId, 0, 100);
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'admin' });
    const page = await storage.facts.feed(bob.userId, cursor, 100);
    expect(page.conversations[0]?.requests.map(({ name }) => name)).toEqual(['Carol', 'Dora']);
    const answer = async (by: AccountFact, who: AccountFact, accept: boolean) =>
      short(await storage.facts.answerRequest(id, by.userId, who.userId, accept, clock.now));
    expect(await answer(carol, carol, true)).toBe('not-found');
    expect([await answer(bob, carol, true), await answer(bob, carol, true)]).toEqual(['changed', 'same']);
    expect([await answer(bob, dora, false), await answer(bob, dora, false)]).toEqual(['changed', 'same']);
    expect(await answer(bob, dora, true)).toBe('unknown-member');
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'member' });
    expect(await answer(bob, dora, true)).toBe('not-allowed');
    expect([await told(alice), await told(bob)]).toEqual([[], []]);
    expect(await rolesOf(world, id)).toEqual({ alice: 'owner', bob: 'member', carol: 'member' });
    expect((await eventsOf(world)).filter(({ kind }) => kind !== 'role')).toEqual([
      { kind: 'added', by: bob.number, who: carol.number },
    ]);
    // Its one use is spent by who was let in.
    expect(await storage.facts.linkTarget(digest, clock.now)).toBeUndefined();
  });

  it('GRP-20 who was declined asks again a day later, and is not told', async () => {
    const world = await createWorld(adapter);
    const { alice, carol, clock, storage } = world;
    const id = await world.group(alice);
    const { digest } = await makeLink(world, id, alice, { approval: true });
    const names = async () => (await factOf(world, alice, id))?.requests.map(({ name }) => name);
    expect(await join(world, digest, carol)).toBe('asked');
    await storage.facts.answerRequest(id, alice.userId, carol.userId, false, clock.now);
    expect(await join(world, digest, carol)).toBe('asked already');
    expect(await names()).toEqual([]);
    clock.now += LIMITS.declinedRequestMs;
    expect(await join(world, digest, carol)).toBe('asked');
    expect(await names()).toEqual(['Carol']);
  });

  it('GRP-21 who answers requests is not told of those of people they block', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, bob);
    await act(world, id, alice, { kind: 'role', who: bob.userId, role: 'admin' });
    const { digest } = await makeLink(world, id, alice, { approval: true });
    expect(await join(world, digest, carol)).toBe('asked');
    const told = async (who: AccountFact, since = 0) =>
      (await storage.facts.feed(who.userId, since, 50)).conversations[0]?.requests.map(({ name }) => name);
    const { cursor } = await storage.facts.feed(alice.userId, 0, 50);
    await storage.facts.setBlock(alice.userId, carol.userId, true, 1);
    expect([await told(alice, cursor), await told(bob)]).toEqual([[], ['Carol']]);
    await storage.facts.setBlock(alice.userId, carol.userId, false, 2);
    expect(await told(alice, cursor)).toEqual(['Carol']);
  });

  it('GRP-14 who was removed by another has to be let in; who left comes back', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol } = world;
    const id = await world.group(alice, bob, carol);
    const { digest } = await makeLink(world, id, alice);
    await act(world, id, alice, { kind: 'remove', who: bob.userId });
    await act(world, id, carol, { kind: 'remove', who: carol.userId });
    expect(await join(world, digest, bob)).toBe('asked');
    expect(await join(world, digest, carol)).toBe('joined');
    expect((await eventsOf(world)).at(-1)).toEqual({ kind: 'joined', by: carol.number });
    expect(await rolesOf(world, id)).toEqual({ alice: 'owner', carol: 'member' });
    await act(world, id, alice, { kind: 'add', who: bob.userId, role: 'member' });
    expect((await factOf(world, alice, id))?.requests).toEqual([]);
  });

  it('GRP-16 adding people turns the page once, and what is written goes to the next', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice);
    await showFromJoining(world, id);
    await world.say(id, alice, 'before');
    await act(world, id, alice, { kind: 'add', who: bob.userId, role: 'member' });
    await act(world, id, alice, { kind: 'add', who: carol.userId, role: 'member' });
    expect((await storage.facts.members(id)).map(({ from }) => from)).toEqual([0, 1, 1]);
    expect(await storage.facts.chapters(id)).toMatchObject([
      { chapter: 0, full: true },
      { chapter: 1, full: false },
    ]);
    expect((await world.commit(await world.message(id, alice))).kind).toBe('closed');
    const erased = await world.say(id, alice, 'after', 1);
    await world.erase(id, alice, erased, 1);
    const dora = await world.account('Dora');
    await act(world, id, alice, { kind: 'add', who: dora.userId, role: 'member' });
    expect((await storage.facts.members(id)).map(({ from }) => from)).toEqual([0, 1, 1, 2]);
    expect((await storage.facts.conversation(id))?.newestChapter).toBe(2);
  });

  it('GRP-17 chapters from before are closed, and no fact tells of them', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, carol);
    await showFromJoining(world, id);
    await world.say(id, alice, 'heron one');
    const newest = await world.say(id, alice, 'heron two');
    await act(world, id, alice, { kind: 'add', who: bob.userId, role: 'member' });
    const seen = JSON.stringify(await storage.facts.feed(bob.userId, 0, 100));
    expect(seen).not.toContain('heron');
    expect(await factOf(world, bob, id)).toMatchObject({ from: 1, unread: 0, mentions: 0, chapters: [{ chapter: 1 }] });
    expect((await factOf(world, bob, id))?.head).toBeUndefined();
    expect(await storage.facts.receipts(id, 2, bob.userId)).toBeUndefined();
    expect(await storage.facts.receipts(id, 2, carol.userId)).toBeDefined();
    expect((await factOf(world, carol, id))?.head?.entry).toBe(carried('heron two'));
    // Changed later, the old chapter is still none of theirs.
    const request = await world.message(id, bob);
    expect((await world.commit({ ...request, effects: undefined, encode: () => [bytes('x')] })).kind).toBe(
      'not-a-member',
    );
    const cursor = (await storage.facts.feed(bob.userId, 0, 100)).cursor;
    const document = chapterDocument(id, 0);
    await world.commit({
      ...plainWrite(document, await storage.journal.version(document)),
      userId: alice.userId,
      conversationId: id,
      effects: {
        conversationId: id,
        chapter: 0,
        messages: [],
        edits: [{ id: makeEditId(world.clock.now, world.random), messageId: newest, entry: bytes('heron three') }],
        deletions: [],
        full: false,
      },
    });
    const next = await storage.facts.feed(bob.userId, cursor, 100);
    expect(JSON.stringify(next)).not.toContain('heron');
    expect(next.conversations.flatMap(({ chapters }) => chapters)).toEqual([]);
    await world.say(id, alice, 'cormorant', 1);
    expect(await factOf(world, bob, id)).toMatchObject({
      unread: 1,
      head: { entry: carried('cormorant'), chapter: 1 },
    });
    expect(await storage.facts.receipts(id, 3, bob.userId)).toBeDefined();
  });

  it('GRP-18 what newcomers see is decided when they come', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice);
    await world.say(id, alice, 'one');
    await act(world, id, alice, { kind: 'add', who: bob.userId, role: 'member' });
    await showFromJoining(world, id);
    await act(world, id, alice, { kind: 'add', who: carol.userId, role: 'member' });
    await showFromJoining(world, id, 'all');
    expect((await storage.facts.members(id)).map(({ from }) => from)).toEqual([0, 0, 1]);
    await act(world, id, alice, { kind: 'remove', who: carol.userId });
    await act(world, id, alice, { kind: 'add', who: carol.userId, role: 'member' });
    expect((await storage.facts.members(id)).map(({ from }) => from)).toEqual([0, 0, 0]);
    expect(await factOf(world, carol, id)).toMatchObject({ from: 0, head: { entry: carried('one') } });
  });

  it('GRP-19 takes 256 members, by whatever way they come', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, bob);
    const [open, asked] = [await makeLink(world, id, alice), await makeLink(world, id, alice, { approval: true })];
    expect(await join(world, asked.digest, carol)).toBe('asked');
    for (let i = 2; i < LIMITS.groupMembers; i++) {
      const guest = await world.account(`Guest${i}`);
      expect(short(await act(world, id, alice, { kind: 'add', who: guest.userId, role: 'member' }))).toBe('changed');
    }
    const late = await world.account('Late');
    expect(short(await act(world, id, alice, { kind: 'add', who: late.userId, role: 'member' }))).toBe('group-full');
    expect(await join(world, open.digest, late)).toBe('group-full');
    expect(short(await storage.facts.answerRequest(id, alice.userId, carol.userId, true, 0))).toBe('group-full');
    expect(short(await act(world, id, alice, { kind: 'add', who: userId('nobody'), role: 'member' }))).toBe(
      'unknown-member',
    );
    expect(await storage.facts.members(id)).toHaveLength(LIMITS.groupMembers);
  });
});
