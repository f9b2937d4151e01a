import { kindOf } from '../../../shared/ids/conversation.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { Commands } from '../../channel/protocol.ts';
import { type Done, type WritingWorld, withChapter, withConversation } from './writing.ts';

/** Keeps a message at hand for all members, or no longer. */
export const pinMessage = async (world: WritingWorld, input: Commands['pin']['in']): Promise<Done> => {
  const { conversationId, chapter, messageId, on } = input;
  const role = world.directory.roleIn(conversationId);
  if (world.directory.get(conversationId) === undefined) return 'unknown';
  if (role === undefined || !mayWithMessage(kindOf(conversationId), role, false).pin) return 'not-allowed';
  if (on) {
    const wrong = await withChapter(world, input, (live): Done => {
      const message = live.index?.get(messageId);
      return message === undefined || message.deletedBy !== undefined ? 'unknown' : undefined;
    });
    if (wrong !== undefined) return wrong;
  }
  return withConversation(world, conversationId, (live): Done => {
    const key = `${chapter}/${messageId}`;
    const pins = live.doc.getMap('pins');
    if (pins.has(key) === on) return undefined;
    if (on && pins.size >= LIMITS.pins) return 'too-many';
    live.write((doc) => {
      if (on) doc.getMap('pins').set(key, world.clock.now());
      else doc.getMap('pins').delete(key);
    });
    return undefined;
  });
};
