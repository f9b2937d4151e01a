import { describe, expect, it } from 'vitest';
import { chapterDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { makeEditId } from '../../shared/ids/ulid.ts';
import type { History } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import { ADAPTERS } from './adapters.ts';
import { act, decide, eventsOf, factOf, makeLink, rolesOf, short } from './group-acts.ts';
import { bytes, carried, plainWrite, userId } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

const showFromJoining = (world: World, id: ConversationId, history: History = 'joining') =>
  decide(world, id, world.alice, { history });

const join = async (world: World, digest: Uint8Array, who: AccountFact) => {
  const outcome = await world.storage.facts.join(digest, who.userId, world.clock.now);
  return outcome.kind === 'refused' ? outcome.code : `${outcome.state}${outcome.changed ? '' : ' already'}`;
};

describe.each(ADAPTERS)('joining groups on $name', (adapter) => {
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

  it('GRP-20 a declined person is not told, and may ask again a day later', async () => {
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

  it('GRP-21 a member who answers requests is not told of requests from people they block', async () => {
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

  it('GRP-14 a removed person needs approval; a person who left may come back', async () => {
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

  it('GRP-18 what new members see is decided when they join', async () => {
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

  it('GRP-19 takes 256 members, however they join', async () => {
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
