import { type ConversationId, kindOf } from '../../../shared/ids/conversation.ts';
import { type MemberAction, mayAct } from '../../../shared/permissions/member-actions.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { Person } from '../../channel/projections.ts';
import { asPerson } from '../directory.ts';
import type { Command } from '../records.ts';
import type { ConversationWorld } from './conversation-commands.ts';
import type { Done } from './writing.ts';

/** What members do with each other: asked of the server through the outbox, and shown at once. */

/** @param target user id of whom it is done to */
const mayDo = (world: ConversationWorld, action: MemberAction, id: ConversationId, target?: string): Done => {
  const known = world.directory.get(id);
  const role = world.directory.roleIn(id);
  if (known === undefined) return 'unknown';
  const other = known.members.find(({ person }) => person.userId === target);
  if (target !== undefined && other === undefined) return 'unknown';
  if (kindOf(id) !== 'group' || role === undefined || !mayAct(action, role, other?.role, known.rights))
    return 'not-allowed';
  return undefined;
};

const ask = async (world: ConversationWorld, refused: Done, command: Command): Promise<Done> =>
  refused ?? ((await world.outbox.add(command)) ? undefined : 'failed');

export const addMember = async (
  world: ConversationWorld,
  conversationId: ConversationId,
  person: Person,
): Promise<Done> => {
  const members = world.directory.get(conversationId)?.members ?? [];
  const checked = asPerson(person);
  if (checked === undefined) return 'unknown';
  const refused = mayDo(world, 'add', conversationId);
  if (refused === undefined && members.some((member) => member.person.userId === checked.userId)) return undefined;
  if (refused === undefined && members.length >= LIMITS.groupMembers) return 'too-many';
  return ask(world, refused, { kind: 'add-member', conversationId, person: checked });
};

export const removeMember = (world: ConversationWorld, id: ConversationId, userId: string): Promise<Done> =>
  userId === world.userId
    ? leaveGroup(world, id)
    : ask(world, mayDo(world, 'remove', id, userId), { kind: 'remove-member', conversationId: id, userId });

export const leaveGroup = (world: ConversationWorld, id: ConversationId): Promise<Done> =>
  ask(world, mayDo(world, 'leave', id), { kind: 'remove-member', conversationId: id, userId: world.userId });

export const changeRole = async (
  world: ConversationWorld,
  id: ConversationId,
  userId: string,
  role: 'admin' | 'member',
): Promise<Done> => {
  const known = world.directory.get(id)?.members.find(({ person }) => person.userId === userId);
  if (known?.role === role) return undefined;
  const refused = mayDo(world, role === 'admin' ? 'promote' : 'demote', id, userId);
  return ask(world, refused, { kind: 'change-role', conversationId: id, userId, role });
};

export const handOver = (world: ConversationWorld, id: ConversationId, userId: string): Promise<Done> =>
  ask(world, mayDo(world, 'hand-over', id, userId), { kind: 'hand-over', conversationId: id, userId });

export const deleteGroup = (world: ConversationWorld, id: ConversationId): Promise<Done> =>
  ask(world, mayDo(world, 'delete-group', id), { kind: 'delete-group', conversationId: id });

export const answerRequest = (
  world: ConversationWorld,
  id: ConversationId,
  userId: string,
  accept: boolean,
): Promise<Done> =>
  ask(world, mayDo(world, 'answer-request', id), { kind: 'answer-request', conversationId: id, userId, accept });
