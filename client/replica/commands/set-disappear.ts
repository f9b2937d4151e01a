import { mayChangeSettings } from '../../../shared/permissions/table.ts';
import { isDisappearing } from '../../../shared/protocol/disappearing.ts';
import type { Commands } from '../../channel/commands.ts';
import { type ConversationDeps, changeConversation } from './conversation-commands.ts';
import { type Done, withConversation } from './writing.ts';

/** How long messages stay that are stamped from then on. */
export const setDisappear = async (
  deps: ConversationDeps,
  { conversationId, seconds }: Commands['setDisappear']['in'],
): Promise<Done> => {
  const membership = deps.directory.membershipIn(conversationId);
  if (deps.directory.get(conversationId) === undefined) return 'unknown';
  if (membership === undefined || !mayChangeSettings(membership)) return 'not-allowed';
  if (!isDisappearing(seconds)) return 'failed';
  const isSet = await withConversation(
    deps,
    conversationId,
    (live) => live.doc.getMap('settings').get('disappear') === seconds,
  );
  if (isSet) return undefined;
  return changeConversation(deps, conversationId, { root: 'settings', key: 'disappear' }, seconds, () => seconds);
};
