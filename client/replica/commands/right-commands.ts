import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type Circle, isCircleOf, RIGHT_PREFIX, type RightName } from '../../../shared/permissions/group-rights.ts';
import type { Standing } from '../../../shared/permissions/standing.ts';
import { changeableRights, mayChangeSettings } from '../../../shared/permissions/table.ts';
import { type ConversationWorld, changeConversation } from './conversation-commands.ts';
import type { Done } from './writing.ts';

/** What a group decides for itself: settings in its document, by the right to change settings. */

const maySet = (world: ConversationWorld, id: ConversationId, may: (standing: Standing) => boolean): Done => {
  const standing = world.directory.standingIn(id);
  if (world.directory.get(id) === undefined) return 'unknown';
  return standing?.kind === 'group' && may(standing) ? undefined : 'not-allowed';
};

export const setRight = async (
  world: ConversationWorld,
  id: ConversationId,
  right: RightName,
  circle: Circle,
): Promise<Done> => {
  const refused = maySet(world, id, (standing) => changeableRights(standing).includes(right));
  if (refused !== undefined) return refused;
  if (!isCircleOf(right, circle)) return 'failed';
  if (world.directory.get(id)?.rights[right] === circle) return undefined;
  const place = { root: 'settings', key: RIGHT_PREFIX + right };
  return changeConversation(world, id, place, circle, () => circle);
};

export const setHistory = async (
  world: ConversationWorld,
  id: ConversationId,
  history: 'all' | 'joining',
): Promise<Done> => {
  const refused = maySet(world, id, mayChangeSettings);
  if (refused !== undefined) return refused;
  if (world.directory.get(id)?.history === history) return undefined;
  return changeConversation(world, id, { root: 'settings', key: 'history' }, history, () => history);
};
