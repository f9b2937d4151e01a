import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type Audience, isAudienceOf, RIGHT_PREFIX, type RightName } from '../../../shared/permissions/group-rights.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import { changeableRights, mayChangeSettings } from '../../../shared/permissions/table.ts';
import { DONE, fail } from '../../../shared/result.ts';
import { changeConversation } from './change-conversation.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import type { Outcome } from './writing.ts';

/** What a group decides for itself: settings in its document, by the right to change settings. */

const maySet = (deps: ConversationDeps, id: ConversationId, may: (membership: Membership) => boolean): Outcome => {
  const membership = deps.directory.membershipIn(id);
  if (deps.directory.get(id) === undefined) return fail('unknown');
  return membership?.kind === 'group' && may(membership) ? DONE : fail('not-allowed');
};

export const setRight = async (
  deps: ConversationDeps,
  id: ConversationId,
  right: RightName,
  audience: Audience,
): Promise<Outcome> => {
  const allowed = maySet(deps, id, (membership) => changeableRights(membership).includes(right));
  if (!allowed.ok) return allowed;
  if (!isAudienceOf(right, audience)) return fail('failed');
  if (deps.directory.get(id)?.rights[right] === audience) return DONE;
  const place = { root: 'settings', key: RIGHT_PREFIX + right };
  return changeConversation(deps, id, place, audience, () => audience);
};

export const setHistory = async (
  deps: ConversationDeps,
  id: ConversationId,
  history: 'all' | 'joining',
): Promise<Outcome> => {
  const allowed = maySet(deps, id, mayChangeSettings);
  if (!allowed.ok) return allowed;
  if (deps.directory.get(id)?.history === history) return DONE;
  return changeConversation(deps, id, { root: 'settings', key: 'history' }, history, () => history);
};
