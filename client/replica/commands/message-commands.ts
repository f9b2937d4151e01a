import * as v from 'valibot';
import { itemAt } from '../../../shared/document/chapter.ts';
import { BODY, type MessageBody } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeUlid } from '../../../shared/ids/ulid.ts';
import { mayPost, mayWithMessage } from '../../../shared/permissions/table.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import type { Commands, Place } from '../../channel/commands.ts';
import { judgeBody } from './judge-body.ts';
import { type Done, envelopeOf, type WritingWorld, withChapter } from './writing.ts';

/** Writes a message into the newest chapter. A repeated id is done already, wherever it stands. */
export const sendMessage = async (
  world: WritingWorld,
  id: ConversationId,
  messageId: MessageId,
  given: MessageBody,
): Promise<Done> => {
  const standing = world.directory.standingIn(id);
  if (world.directory.get(id) === undefined) return 'unknown';
  if (standing === undefined || !mayPost(standing)) return 'not-allowed';
  const judged = judgeBody(standing, given);
  if (!judged.ok) return judged.error;
  // A repeated command may find the page turned.
  for (const name of world.directory.held(id)) {
    const live = world.pool().peek(name);
    if (live?.address.kind === 'chapter' && itemAt(live.doc, 'messages', messageId) !== undefined) return undefined;
  }
  const name = world.directory.chapterForWriting(id);
  const first = world.pool().grab(name) ?? (await world.pool().use(name));
  try {
    if (itemAt(first.doc, 'messages', messageId) !== undefined) return undefined;
    // Only once it is open can it be seen whether it is full.
    if (world.directory.chapterForWriting(id) !== first.name) return await sendMessage(world, id, messageId, given);
    const envelope = envelopeOf(world, judged.body);
    first.write((doc) => doc.getMap('messages').set(messageId, envelope), messageId);
    return undefined;
  } finally {
    world.pool().release(first);
  }
};

export const editMessage = (world: WritingWorld, input: Commands['edit']['in']): Promise<Done> =>
  withChapter(world, input, (live): Done => {
    const { conversationId, messageId, editId, text, mentions, everyone } = input;
    const standing = world.directory.standingIn(conversationId);
    const message = live.index?.get(messageId);
    if (message === undefined) return 'unknown';
    if (
      standing === undefined ||
      message.body?.kind !== 'text' ||
      !mayWithMessage(standing, message.by === world.me).edit
    )
      return 'not-allowed';
    const judged = judgeBody(standing, {
      kind: 'text',
      text,
      ...(mentions === undefined || mentions.length === 0 ? {} : { mentions }),
      ...(everyone === undefined ? {} : { everyone }),
    });
    if (!judged.ok) return judged.error;
    const key = `${messageId}/${editId}`;
    if (itemAt(live.doc, 'edits', key) !== undefined) return undefined;
    live.write((doc) => doc.getMap('edits').set(key, envelopeOf(world, judged.body)), messageId);
    return undefined;
  });

/** What a message said and says, the oldest first. */
export const versionsOf = (
  world: WritingWorld,
  place: Place,
): Promise<Commands['versions']['out']['versions'] | 'unknown'> =>
  withChapter(world, place, (live) => {
    const message = live.index?.get(place.messageId);
    if (message === undefined || message.deletedBy !== undefined) return 'unknown';
    return (live.index?.versions(place.messageId) ?? []).map(({ id, text, at, stamp }) => ({
      id,
      text,
      at: shownAt({ at, stamp }),
    }));
  });

/** Makes sure one's reaction is there, or that none of one's devices' is. */
export const reactTo = (
  world: WritingWorld,
  { conversationId, messageId, emoji, on, ...place }: Commands['react']['in'],
): Promise<Done> =>
  withChapter(world, { conversationId, ...place }, (live): Done => {
    const message = live.index?.get(messageId);
    if (message === undefined) return 'unknown';
    if (world.directory.roleIn(conversationId) === undefined || message.deletedBy !== undefined) return 'not-allowed';
    const mine = message.reactions.some((one) => one.emoji === emoji && one.by.includes(world.me));
    if (mine === on) return undefined;
    if (on) {
      if (!v.is(BODY, { kind: 'emoji', text: emoji })) return 'too-long';
      const key = `${messageId}/${world.me}/${makeUlid(world.clock.now(), world.random)}`;
      live.write((doc) => doc.getMap('reactions').set(key, envelopeOf(world, { kind: 'emoji', text: emoji })));
      return undefined;
    }
    const keys = (live.index?.keysOf('reactions', messageId) ?? []).filter(
      (key) => key.split('/')[1] === String(world.me),
    );
    live.write((doc) => {
      for (const key of keys) if (live.index?.emojiAt(key) === emoji) doc.getMap('reactions').delete(key);
    });
    return undefined;
  });
