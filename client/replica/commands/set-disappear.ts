import { mayChangeSettings } from '../../../shared/permissions/table.ts';
import { isDisappearing } from '../../../shared/protocol/disappearing.ts';
import type { Commands } from '../../channel/commands.ts';
import { type ConversationWorld, changeConversation } from './conversation-commands.ts';
import { type Done, withConversation } from './writing.ts';

/** How long messages stay that are stamped from then on. */
export const setDisappear = async (
  world: ConversationWorld,
  { conversationId, seconds }: Commands['setDisappear']['in'],
): Promise<Done> => {
  const standing = world.directory.standingIn(conversationId);
  if (world.directory.get(conversationId) === undefined) return 'unknown';
  if (standing === undefined || !mayChangeSettings(standing)) return 'not-allowed';
  if (!isDisappearing(seconds)) return 'failed';
  const isSet = await withConversation(
    world,
    conversationId,
    (live) => live.doc.getMap('settings').get('disappear') === seconds,
  );
  if (isSet) return undefined;
  return changeConversation(world, conversationId, { root: 'settings', key: 'disappear' }, seconds, () => seconds);
};
