import { mayChangeSettings } from '../../../shared/permissions/table.ts';
import { isDisappearing } from '../../../shared/protocol/conversation-settings.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { Commands } from '../../channel/commands.ts';
import { changeConversation } from './change-conversation.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { type Outcome, withConversation } from './writing.ts';

/** How long messages stay that are stamped from then on. */
export const setDisappear = async (
  deps: ConversationDeps,
  { conversationId, seconds }: Commands['setDisappear']['in'],
): Promise<Outcome> => {
  const membership = deps.directory.membershipIn(conversationId);
  if (deps.directory.get(conversationId) === undefined) return fail('unknown');
  if (membership === undefined || !mayChangeSettings(membership)) return fail('not-allowed');
  if (!isDisappearing(seconds)) return fail('failed');
  const isSet = await withConversation(
    deps,
    conversationId,
    (live) => live.doc.getMap('settings').get('disappear') === seconds,
  );
  if (isSet) return DONE;
  return changeConversation(deps, conversationId, { root: 'settings', key: 'disappear' }, seconds, () => seconds);
};
