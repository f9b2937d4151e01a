import { describe, expect, it } from 'vitest';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { Disappearing } from '../../shared/protocol/conversation-settings.ts';
import { ADAPTERS } from './adapters.ts';
import { carried, plainWrite } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

const DAY = 86_400;

const setDisappear = async (world: World, id: ConversationId, disappear: Disappearing) => {
  const document = conversationDocument(id);
  const version = await world.storage.journal.version(document);
  await world.commit({ ...plainWrite(document, version), userId: world.alice.userId, conversationId: id, disappear });
};

const vanish = async (world: World, id: ConversationId, vanished: readonly MessageId[]) => {
  const document = chapterDocument(id, 0);
  const version = await world.storage.journal.version(document);
  const effects = { conversationId: id, chapter: 0, messages: [], edits: [], deletions: [], vanished, full: false };
  return world.commit({ ...plainWrite(document, version), conversationId: id, purge: true, effects });
};

describe.each(ADAPTERS)('disappearing messages on $name', (adapter) => {
  it('DIS-1 messages stamped while a time is set are due then, earlier and later ones never', async () => {
    const world = await createWorld(adapter);
    const { alice, clock, storage } = world;
    const id = await world.group(alice);
    await world.say(id, alice);
    await setDisappear(world, id, DAY);
    const request = await world.message(id, alice);
    const stamped = await world.commit(request);
    expect(stamped).toMatchObject({ kind: 'done', stamping: { disappear: DAY } });
    await setDisappear(world, id, 0);
    await world.say(id, alice);
    const end = clock.now + DAY * 1_000;
    expect(await storage.facts.dueMessages(end - 1, 10)).toEqual([]);
    expect(await storage.facts.dueMessages(end, 10)).toEqual([
      { conversationId: id, chapter: 0, id: request.effects?.messages[0]?.id, author: alice.number },
    ]);
    expect(await storage.facts.dueMessages(end * 2, 10)).toHaveLength(1);
  });

  it('DIS-2 a message that disappeared is no longer due, no longer counts, and is no longer the latest message', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, clock, storage } = world;
    const id = await world.group(alice, bob);
    await setDisappear(world, id, DAY);
    const first = await world.say(id, alice, 'first');
    const second = await world.say(id, alice, 'second');
    const fact = async () => (await storage.facts.feed(bob.userId, 0, 10)).conversations[0];
    expect(await vanish(world, id, [first])).toMatchObject({ kind: 'done' });
    expect(await fact()).toMatchObject({ unread: 1, head: { id: second, entry: carried('second') } });
    await vanish(world, id, [second]);
    expect(await fact()).toMatchObject({ unread: 0, seq: 2 });
    expect((await fact())?.head).toBeUndefined();
    expect(await storage.facts.dueMessages(clock.now * 2, 10)).toEqual([]);
  });

  it('DIS-2 the placeholder of a deleted message disappears, too, when the message is due', async () => {
    const world = await createWorld(adapter);
    const { alice, clock, storage } = world;
    const id = await world.group(alice);
    await setDisappear(world, id, DAY);
    const messageId = await world.say(id, alice);
    await world.erase(id, alice, messageId);
    const head = async () => (await storage.facts.feed(alice.userId, 0, 10)).conversations[0]?.head;
    expect((await head())?.deleted).toBe(true);
    expect(await storage.facts.dueMessages(clock.now * 2, 10)).toMatchObject([{ id: messageId }]);
    await vanish(world, id, [messageId]);
    expect(await head()).toBeUndefined();
    expect(await storage.facts.dueMessages(clock.now * 2, 10)).toEqual([]);
  });
});
