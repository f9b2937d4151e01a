import { describe, expect, it } from 'vitest';
import { EVERYBODY } from '../../shared/envelope/envelope.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import type { NewMessage } from '../../storage/ports/journal.ts';
import { putMember, removeMember } from '../support/put-member.ts';
import { ADAPTERS } from './adapters.ts';
import { createWorld, type World } from './world.ts';

/** Commits one message that calls people; gives its id. */
const call = async (
  world: World,
  id: ConversationId,
  author: AccountFact,
  called: Pick<NewMessage, 'mentions' | 'quiet'>,
) => {
  const request = await world.message(id, author);
  const { effects } = request;
  const [message] = effects?.messages ?? [];
  if (effects === undefined || message === undefined) throw new Error('A message has effects.');
  await world.commit({ ...request, effects: { ...effects, messages: [{ ...message, ...called }] } });
  return message.id;
};

const named = async ({ storage }: World, { userId }: AccountFact) => {
  const [fact] = (await storage.facts.feed(userId, 0, 10)).conversations;
  return [fact?.mentions, fact?.mentionSeq];
};

describe.each(ADAPTERS)('mentions on $name', (adapter) => {
  it('FEED-11 mentions count unread messages that name one or everybody, and say where the first is', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, bob, carol);
    expect(await named(world, bob)).toEqual([0, undefined]);
    await world.say(id, alice);
    await call(world, id, alice, { mentions: [bob.number, bob.number] });
    await call(world, id, alice, { mentions: [bob.number, EVERYBODY] });
    expect(await named(world, bob)).toEqual([2, 2]);
    expect(await named(world, carol)).toEqual([1, 3]);
    expect(await named(world, alice)).toEqual([0, undefined]);
    await storage.facts.raise(id, bob.userId, { read: 2 });
    expect(await named(world, bob)).toEqual([1, 3]);
    await storage.facts.raise(id, bob.userId, { read: 3 });
    expect(await named(world, bob)).toEqual([0, undefined]);
  });

  it('FEED-11 authors, strangers and former members are named in vain', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, storage } = world;
    const id = await world.group(alice, bob);
    await call(world, id, alice, { mentions: [alice.number, carol.number, 999_999, EVERYBODY] });
    await putMember(storage.facts, id, carol.userId, 'member', 1, alice.userId);
    expect(await named(world, carol)).toEqual([0, undefined]);
    expect(await named(world, alice)).toEqual([0, undefined]);
    expect(await named(world, bob)).toEqual([1, 1]);
    await removeMember(storage.facts, id, bob.userId, 2, alice.userId);
    await call(world, id, alice, { mentions: [bob.number] });
    await putMember(storage.facts, id, bob.userId, 'member', 3, alice.userId);
    expect(await named(world, bob)).toEqual([0, undefined]);
  });

  it('FEED-11 a deleted message names nobody any more', async () => {
    const world = await createWorld(adapter);
    const { alice, bob } = world;
    const id = await world.group(alice, bob);
    const first = await call(world, id, alice, { mentions: [bob.number] });
    await call(world, id, alice, { mentions: [EVERYBODY] });
    await world.erase(id, alice, first);
    expect(await named(world, bob)).toEqual([1, 2]);
  });

  it('FEED-15 a quiet message is neither unread nor a mention, and is the latest message all the same', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, storage } = world;
    const id = await world.group(alice, bob);
    await call(world, id, alice, { mentions: [bob.number] });
    const quiet = await call(world, id, alice, { quiet: true });
    const fact = async () => (await storage.facts.feed(bob.userId, 0, 10)).conversations[0];
    expect(await fact()).toMatchObject({ seq: 2, unread: 1, mentions: 1, mentionSeq: 1, head: { id: quiet } });
    // An edit of it mentions nobody either.
    await world.edit(id, alice, quiet, 'changed', [bob.number, EVERYBODY]);
    expect(await fact()).toMatchObject({ unread: 1, mentions: 1, mentionSeq: 1 });
  });
});
