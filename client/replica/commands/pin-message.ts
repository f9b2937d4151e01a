import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { mayPin, parsePinKey } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { Commands } from '../../channel/commands.ts';
import { type Done, type WritingWorld, withChapter, withConversation } from './writing.ts';

/** Whether the message of a pin is known to be gone; false when its chapter is not open. */
const isGone = ({ pool }: WritingWorld, id: ConversationId, key: string): boolean => {
  const pin = parsePinKey(key);
  const live = pin === undefined ? undefined : pool().peek(chapterDocument(id, pin.chapter));
  return pin !== undefined && live !== undefined && itemAt(live.doc, 'messages', pin.id)?.deleted === true;
};

/** Keeps a message at hand for all members, or no longer. */
export const pinMessage = async (world: WritingWorld, input: Commands['pin']['in']): Promise<Done> => {
  const { conversationId, chapter, messageId, on } = input;
  const standing = world.directory.standingIn(conversationId);
  if (world.directory.get(conversationId) === undefined) return 'unknown';
  if (standing === undefined || !mayPin(standing)) return 'not-allowed';
  if (on) {
    const wrong = await withChapter(world, input, (live): Done => {
      const message = live.index?.get(messageId);
      if (message === undefined || message.deletedBy !== undefined) return 'unknown';
      // Before it is stamped it may move to another chapter.
      return message.stamp === undefined ? 'not-allowed' : undefined;
    });
    if (wrong !== undefined) return wrong;
  }
  return withConversation(world, conversationId, (live): Done => {
    const key = `${chapter}/${messageId}`;
    const pins = live.doc.getMap('pins');
    if (pins.has(key) === on) return undefined;
    // Pins of messages that are gone are shown to nobody, and make room.
    const stale =
      on && pins.size >= LIMITS.pins ? [...pins.keys()].filter((one) => isGone(world, conversationId, one)) : [];
    if (on && pins.size - stale.length >= LIMITS.pins) return 'too-many';
    live.write((doc) => {
      for (const one of stale) doc.getMap('pins').delete(one);
      if (on) doc.getMap('pins').set(key, world.clock.now());
      else doc.getMap('pins').delete(key);
    });
    return undefined;
  });
};
