import { kindOf } from '../../../shared/ids/conversation.ts';
import { mayChangeSettings } from '../../../shared/permissions/table.ts';
import { isDisappearing } from '../../../shared/protocol/disappearing.ts';
import type { Commands } from '../../channel/commands.ts';
import { type Done, type WritingWorld, withConversation } from './writing.ts';

/** How long messages stay that are stamped from then on. */
export const setDisappear = async (
  world: WritingWorld,
  { conversationId, seconds }: Commands['setDisappear']['in'],
): Promise<Done> => {
  const role = world.directory.roleIn(conversationId);
  if (world.directory.get(conversationId) === undefined) return 'unknown';
  if (role === undefined || !mayChangeSettings(kindOf(conversationId), role)) return 'not-allowed';
  if (!isDisappearing(seconds)) return 'failed';
  return withConversation(world, conversationId, (live): Done => {
    if (live.doc.getMap('settings').get('disappear') !== seconds)
      live.write((doc) => doc.getMap('settings').set('disappear', seconds));
    return undefined;
  });
};
