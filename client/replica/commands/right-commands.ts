import { type ConversationId, kindOf } from '../../../shared/ids/conversation.ts';
import {
  type Circle,
  isCircleOf,
  isWithin,
  RIGHT_PREFIX,
  type RightName,
} from '../../../shared/permissions/group-rights.ts';
import { type ConversationWorld, changeConversation } from './conversation-commands.ts';
import type { Done } from './writing.ts';

/** What a group decides for itself: settings in its document, by the right to change settings. */

const maySet = (world: ConversationWorld, id: ConversationId): Done => {
  const known = world.directory.get(id);
  const role = world.directory.roleIn(id);
  if (known === undefined) return 'unknown';
  return kindOf(id) === 'group' && role !== undefined && isWithin(known.rights.settings, role)
    ? undefined
    : 'not-allowed';
};

export const setRight = async (
  world: ConversationWorld,
  id: ConversationId,
  right: RightName,
  circle: Circle,
): Promise<Done> => {
  const refused = maySet(world, id);
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
  const refused = maySet(world, id);
  if (refused !== undefined) return refused;
  if (world.directory.get(id)?.history === history) return undefined;
  return changeConversation(world, id, { root: 'settings', key: 'history' }, history, () => history);
};
