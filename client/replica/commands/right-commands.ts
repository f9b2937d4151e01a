import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type Audience, isAudienceOf, RIGHT_PREFIX, type RightName } from '../../../shared/permissions/group-rights.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import { changeableRights, mayChangeSettings } from '../../../shared/permissions/table.ts';
import { type ConversationDeps, changeConversation } from './conversation-commands.ts';
import type { Done } from './writing.ts';

/** What a group decides for itself: settings in its document, by the right to change settings. */

const maySet = (deps: ConversationDeps, id: ConversationId, may: (membership: Membership) => boolean): Done => {
  const membership = deps.directory.membershipIn(id);
  if (deps.directory.get(id) === undefined) return 'unknown';
  return membership?.kind === 'group' && may(membership) ? undefined : 'not-allowed';
};

export const setRight = async (
  deps: ConversationDeps,
  id: ConversationId,
  right: RightName,
  audience: Audience,
): Promise<Done> => {
  const refused = maySet(deps, id, (membership) => changeableRights(membership).includes(right));
  if (refused !== undefined) return refused;
  if (!isAudienceOf(right, audience)) return 'failed';
  if (deps.directory.get(id)?.rights[right] === audience) return undefined;
  const place = { root: 'settings', key: RIGHT_PREFIX + right };
  return changeConversation(deps, id, place, audience, () => audience);
};

export const setHistory = async (
  deps: ConversationDeps,
  id: ConversationId,
  history: 'all' | 'joining',
): Promise<Done> => {
  const refused = maySet(deps, id, mayChangeSettings);
  if (refused !== undefined) return refused;
  if (deps.directory.get(id)?.history === history) return undefined;
  return changeConversation(deps, id, { root: 'settings', key: 'history' }, history, () => history);
};
