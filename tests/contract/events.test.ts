import { describe, expect, it } from 'vitest';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { putMember, removeMember } from '../support/put-member.ts';
import { ADAPTERS } from './adapters.ts';
import { plainWrite } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

const pending = async ({ storage }: World) =>
  (await storage.facts.pendingEvents(0, 100)).map(({ conversationId, event }) => ({ conversationId, event }));

const settle = async (world: World, id: ConversationId, ids: readonly string[], chapter = 0) => {
  const document = chapterDocument(id, chapter);
  const version = await world.storage.journal.version(document);
  return world.commit({ ...plainWrite(document, version), conversationId: id, settles: ids });
};

describe.each(ADAPTERS)('events on $name', (adapter) => {
  it('EVT-1 making a group, its members and their roles leave events to be written, in the order of what happened', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, bob);
    await world.direct(alice, bob);
    await putMember(storage.facts, id, carol.userId, 'member', 1, alice.userId);
    await putMember(storage.facts, id, carol.userId, 'member', 1, alice.userId);
    await putMember(storage.facts, id, bob.userId, 'admin', 1, alice.userId);
    await removeMember(storage.facts, id, carol.userId, 1, bob.userId);
    await removeMember(storage.facts, id, carol.userId, 1, bob.userId);
    await removeMember(storage.facts, id, bob.userId, 1, bob.userId);
    const by = alice.number;
    expect(await pending(world)).toEqual(
      [
        { kind: 'created', by, name: 'Group' },
        { kind: 'added', by, who: carol.number },
        { kind: 'role', by, who: bob.number, role: 'admin' },
        { kind: 'removed', by: bob.number, who: carol.number },
        { kind: 'left', by: bob.number },
      ].map((event) => ({ conversationId: id, event })),
    );
    const ids = (await storage.facts.pendingEvents(0, 100)).map((event) => event.id);
    expect([...ids].sort()).toEqual(ids);
  });

  it('EVT-1 a new name and a new time to disappear leave events, the same again does not', async () => {
    const world = await createWorld(adapter);
    const { alice, storage } = world;
    const id = await world.group(alice);
    await world.rename(id, alice, 'Group');
    await world.rename(id, alice, 'Crew');
    await world.rename(id, alice, 'Crew');
    const document = conversationDocument(id);
    for (const disappear of [0, 86_400, 86_400] as const) {
      const version = await storage.journal.version(document);
      await world.commit({ ...plainWrite(document, version), userId: alice.userId, conversationId: id, disappear });
    }
    const events = (await pending(world)).map(({ event }) => event).slice(1);
    expect(events).toEqual([
      { kind: 'renamed', by: alice.number, name: 'Crew' },
      { kind: 'disappear', by: alice.number, seconds: 86_400 },
    ]);
    expect((await storage.facts.feed(alice.userId, 0, 10)).conversations).toMatchObject([{ disappear: 86_400 }]);
  });

  it('EVT-3 a name that loses against another one is an event all the same', async () => {
    const world = await createWorld(adapter);
    const { alice, storage } = world;
    const id = await world.group(alice);
    const write = { ...plainWrite(conversationDocument(id), 0), userId: alice.userId, conversationId: id };
    await world.commit({ ...write, name: 'Winner', wrote: { name: 'Loser' } });
    expect((await pending(world)).at(-1)?.event).toEqual({ kind: 'renamed', by: alice.number, name: 'Loser' });
    expect((await storage.facts.conversation(id))?.name).toBe('Winner');
  });

  it('EVT-2 a pending event goes with the write that settles it, and cannot be settled twice', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = await world.group(alice);
    await putMember(storage.facts, id, bob.userId, 'member', 1, alice.userId);
    const [created, added] = await storage.facts.pendingEvents(0, 100);
    expect(await storage.facts.pendingEvents(created?.place ?? 0, 100)).toEqual([added]);
    expect(await settle(world, id, [created?.id ?? ''])).toMatchObject({ kind: 'done' });
    expect(await storage.facts.pendingEvents(0, 100)).toEqual([added]);
    const again = await settle(world, id, [created?.id ?? '', added?.id ?? ''], 1);
    expect(again).toEqual({ kind: 'settled' });
    expect(await storage.journal.version(chapterDocument(id, 1))).toBe(0);
    expect(await storage.facts.pendingEvents(0, 100)).toEqual([added]);
  });

  it('EVT-4 an event changes neither seq, unread count nor latest message, but the feed brings its chapter', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = await world.group(alice, bob);
    await world.say(id, bob);
    const { cursor } = await storage.facts.feed(alice.userId, 0, 10);
    const before = await storage.facts.feed(alice.userId, 0, 10);
    const [created] = await storage.facts.pendingEvents(0, 100);
    const result = await settle(world, id, [created?.id ?? '']);
    expect(result).toMatchObject({ kind: 'done', stamping: { firstSeq: 1 } });
    const page = await storage.facts.feed(alice.userId, cursor, 10);
    const { seq, unread, head } = before.conversations[0] ?? {};
    expect(page.conversations).toMatchObject([{ seq, unread, head, chapters: [{ chapter: 0, version: 2 }] }]);
  });
});
