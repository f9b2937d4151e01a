import { describe, expect, it } from 'vitest';
import { chapterDocument } from '../../shared/document/name.ts';
import { EVERYBODY } from '../../shared/envelope/envelope.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId } from '../../shared/ids/ulid.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import type { ChapterEffects, CommitRequest } from '../../storage/ports/journal.ts';
import { putMember } from '../support/put-member.ts';
import { ADAPTERS } from './adapters.ts';
import { bytes, carried, plainWrite } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

const NONE = { messages: [], edits: [], deletions: [], full: false } as const;

/** An update of a chapter with the given effects. */
const claim = async (
  { storage, commit }: World,
  id: ConversationId,
  author: AccountFact,
  chapter: number,
  effects: Partial<ChapterEffects>,
  more: Partial<CommitRequest> = {},
) => {
  const document = chapterDocument(id, chapter);
  return commit({
    ...plainWrite(document, await storage.journal.version(document)),
    userId: author.userId,
    conversationId: id,
    effects: { conversationId: id, chapter, ...NONE, ...effects },
    ...more,
  });
};

const factOf = async ({ storage }: World, id: ConversationId, { userId }: AccountFact) => {
  const page = await storage.facts.feed(userId, 0, 10);
  const fact = page.conversations.find((one) => one.id === id);
  if (fact === undefined) throw new Error('The conversation is not in the feed.');
  const { unread, mentions, head } = fact;
  return { unread, mentions, head: head && { entry: head.entry, edit: head.edit, deleted: head.deleted } };
};

/** Alice says in chapter 0 something that names Bob. */
const said = async (world: World) => {
  const { alice, bob, carol } = world;
  const id = await world.group(alice, bob, carol);
  const messageId = world.messageId();
  await claim(world, id, alice, 0, {
    messages: [{ id: messageId, author: alice.number, at: 1, entry: bytes('at nine'), mentions: [bob.number] }],
  });
  return { id, messageId, before: await factOf(world, id, bob) };
};
const authors = (messageId: MessageId, author: AccountFact) => new Map([[messageId, author.number]]);

describe.each(ADAPTERS)('claims about messages on $name', (adapter) => {
  it('FEED-12 a claim of another chapter or another author changes nothing', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol } = world;
    const { id, messageId, before } = await said(world);
    expect(before).toEqual({
      unread: 1,
      mentions: 1,
      head: { entry: carried('at nine'), edit: undefined, deleted: false },
    });
    const claims: Partial<ChapterEffects>[] = [
      { deletions: [messageId] },
      { vanished: [messageId] },
      { edits: [{ id: makeEditId(1, world.random), messageId, entry: bytes('forged'), mentions: [EVERYBODY] }] },
    ];
    for (const effects of claims)
      for (const [chapter, author] of [
        [1, carol],
        [1, alice],
        [0, carol],
      ] as const) {
        const edits = effects.edits?.map((edit) => ({ ...edit, id: makeEditId(1, world.random) })) ?? [];
        expect(
          await claim(world, id, carol, chapter, { ...effects, edits, authors: authors(messageId, author) }),
        ).toMatchObject({ kind: 'done' });
        expect(await factOf(world, id, bob)).toEqual(before);
      }
    await claim(world, id, alice, 0, { deletions: [messageId], authors: authors(messageId, alice) });
    expect(await factOf(world, id, bob)).toEqual({
      unread: 0,
      mentions: 0,
      head: { entry: undefined, edit: undefined, deleted: true },
    });
  });

  it('FEED-12 a message that is due is swept after a claim of another chapter', async () => {
    const world = await createWorld(adapter);
    const { alice, carol, storage } = world;
    const { id } = await said(world);
    await storage.journal.commit([
      {
        ...plainWrite(`conversation/${id}` as never, 0),
        userId: alice.userId,
        conversationId: id,
        disappear: 86_400,
      },
    ]);
    const messageId = await world.say(id, alice);
    const due = () => storage.facts.dueMessages(world.clock.now + 2 * 86_400_000, 10);
    expect((await due()).map((one) => one.id)).toEqual([messageId]);
    await claim(world, id, carol, 1, { vanished: [messageId], authors: authors(messageId, alice) });
    expect((await due()).map((one) => one.id)).toEqual([messageId]);
    await claim(world, id, alice, 0, { vanished: [messageId], authors: authors(messageId, alice) });
    expect(await due()).toEqual([]);
  });

  it('FEED-13 an edit counts the mentions of its text instead of those before it', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol } = world;
    const { id, messageId } = await said(world);
    const edit = (mentions: readonly number[]) =>
      claim(world, id, alice, 0, {
        edits: [{ id: makeEditId(1, world.random), messageId, entry: bytes('at ten'), mentions }],
        authors: authors(messageId, alice),
      });
    const named = async (person: AccountFact) => (await factOf(world, id, person)).mentions;
    await edit([carol.number, carol.number]);
    expect([await named(bob), await named(carol)]).toEqual([0, 1]);
    await edit([EVERYBODY]);
    expect([await named(bob), await named(carol), await named(alice)]).toEqual([1, 1, 0]);
    await edit([alice.number]);
    expect([await named(bob), await named(carol), await named(alice)]).toEqual([0, 0, 0]);
    await claim(world, id, alice, 0, { deletions: [messageId], authors: authors(messageId, alice) });
    await edit([bob.number]);
    expect(await named(bob)).toBe(0);
  });

  it('FEED-13 an edit that mentions nobody leaves no mention of its message', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const { id, messageId, before } = await said(world);
    await claim(world, id, alice, 0, {
      edits: [{ id: makeEditId(1, world.random), messageId, entry: bytes('at ten'), mentions: [] }],
      authors: authors(messageId, alice),
    });
    expect(await factOf(world, id, bob)).toEqual({
      ...before,
      mentions: 0,
      head: { ...before.head, edit: carried('at ten') },
    });
  });

  it('PERM-13 an id is taken by a message, an edit and within the request, in every chapter', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const { id, messageId } = await said(world);
    const editId = makeEditId(world.clock.now, world.random);
    const edit = (taken: string) => ({ edits: [{ id: taken as typeof editId, messageId, entry: bytes('x') }] });
    const message = (taken: string) => ({
      messages: [{ id: taken as MessageId, author: bob.number, at: 1, entry: bytes('x') }],
    });
    expect(await claim(world, id, alice, 0, edit(editId))).toMatchObject({ kind: 'done' });
    const fresh = world.messageId();
    const taken: [chapter: number, effects: Partial<ChapterEffects>][] = [
      [0, edit(messageId)],
      [1, edit(messageId)],
      [1, edit(editId)],
      [1, message(editId)],
      [1, message(messageId)],
      [1, { dead: [messageId] }],
      [1, { dead: [editId as string as MessageId] }],
      [0, { ...message(fresh), ...edit(fresh) }],
      [0, { ...message(fresh), dead: [fresh] }],
      [0, { dead: [fresh, fresh] }],
    ];
    for (const [chapter, effects] of taken)
      expect(await claim(world, id, bob, chapter, effects), JSON.stringify(effects)).toMatchObject({ kind: 'taken' });
    // Ids of another conversation are its own.
    const other = await world.group(bob);
    expect(await claim(world, other, bob, 0, message(messageId))).toMatchObject({ kind: 'done' });
  });

  it('JRN-21 names those taken ids that the writer has used for the same messages and edits, in every chapter', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const { id, messageId } = await said(world);
    const [editId, foreign, fresh] = [
      makeEditId(world.clock.now, world.random),
      await world.say(id, bob),
      world.messageId(),
    ];
    const edits = [{ id: editId, messageId, entry: bytes('x') }];
    expect(await claim(world, id, alice, 0, { edits })).toMatchObject({ kind: 'done' });
    const message = (taken: MessageId, { number }: AccountFact) => ({
      id: taken,
      author: number,
      at: 1,
      entry: bytes('x'),
    });
    const both = { messages: [message(fresh, alice), message(messageId, alice)], edits };
    const answer = { kind: 'taken', messageId };
    expect(await claim(world, id, alice, 1, both)).toEqual({ ...answer, written: [messageId, editId] });
    expect(await claim(world, id, alice, 1, { dead: [messageId] })).toEqual({ ...answer, written: [messageId] });
    await world.erase(id, alice, messageId);
    expect(await claim(world, id, alice, 1, both)).toEqual({ ...answer, written: [messageId, editId] });
    // Of another person, for another message, and as another kind, they are just taken.
    expect(await claim(world, id, bob, 1, { messages: [message(messageId, bob)], edits })).toEqual(answer);
    const mixed = { messages: [message(foreign, alice), message(messageId, alice)] };
    expect(await claim(world, id, alice, 1, mixed)).toEqual({ ...answer, messageId: foreign, written: [messageId] });
    const own = await world.say(id, alice, 'own', 1);
    expect(await claim(world, id, alice, 1, { edits: [{ ...edits[0], messageId: own } as (typeof edits)[0]] })).toEqual(
      {
        kind: 'taken',
        messageId: editId,
      },
    );
    const asEdit = { edits: [{ id: messageId as string as typeof editId, messageId, entry: bytes('x') }] };
    expect(await claim(world, id, alice, 1, asEdit)).toEqual(answer);
  });

  it('GRP-16 a closed chapter takes no message that arrives deleted', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, bob);
    await storage.journal.commit([
      { ...plainWrite(`conversation/${id}` as never, 0), userId: alice.userId, conversationId: id, history: 'joining' },
    ]);
    await world.say(id, alice);
    await putMember(storage.facts, id, carol.userId, 'member', 1, alice.userId);
    expect(await claim(world, id, bob, 0, { dead: [world.messageId()] })).toEqual({ kind: 'closed' });
  });

  it('CHAP-5 a chapter is marked as full once, and the next is there for devices', async () => {
    const world = await createWorld(adapter);
    const { alice, storage } = world;
    const id = await world.group(alice);
    await world.say(id, alice);
    const cursor = (await storage.facts.feed(alice.userId, 0, 10)).cursor;
    await storage.journal.markFull(chapterDocument(id, 0));
    expect(await storage.facts.chapters(id)).toMatchObject([{ chapter: 0, full: true }]);
    const page = await storage.facts.feed(alice.userId, cursor, 10);
    expect(page.conversations[0]?.chapters).toMatchObject([{ chapter: 0, full: true }]);
    await storage.journal.markFull(chapterDocument(id, 0));
    expect((await storage.facts.feed(alice.userId, page.cursor, 10)).conversations).toEqual([]);
    await world.say(id, alice);
    expect(await storage.facts.chapters(id)).toMatchObject([{ chapter: 0, full: true, version: 2 }]);
  });

  it('ADM-16 device numbers are registered with the entry that is written under them, the newest are kept', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = await world.group(alice, bob);
    const numbers = (person: AccountFact) => storage.devices.numbersOf(person.userId);
    expect(await numbers(alice)).toEqual([]);
    const [refused] = await storage.journal.commit([
      { ...(await world.message(id, alice, { expectedVersion: 9 })), newDevice: 1 },
    ]);
    expect([refused?.kind, await numbers(alice)]).toEqual(['behind', []]);
    for (const newDevice of [4_000_000_000, 7, 7])
      await world.commit({ ...(await world.message(id, alice)), newDevice });
    expect([await numbers(alice), await numbers(bob)]).toEqual([[7, 4_000_000_000], []]);
    for (let newDevice = 100; newDevice < 100 + LIMITS.accountDevices; newDevice++)
      await claim(world, id, bob, 0, {}, { newDevice });
    await claim(world, id, bob, 0, {}, { newDevice: 7 });
    const kept = await numbers(bob);
    expect([kept.length, kept[0], kept.includes(100)]).toEqual([LIMITS.accountDevices, 7, false]);
  });
});
