import { type ConversationId, kindOf } from '../../../shared/ids/conversation.ts';
import { type MemberAction, mayAct } from '../../../shared/permissions/member-actions.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { Person } from '../../channel/person.ts';
import { asPerson } from '../directory.ts';
import type { Command } from '../records.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import type { Outcome } from './writing.ts';

/** What members do with each other: asked of the server through the outbox, and shown at once. */

/** @param target user id of the person the act is done to */
const mayDo = (deps: ConversationDeps, action: MemberAction, id: ConversationId, target?: string): Outcome => {
  const known = deps.directory.get(id);
  const role = deps.directory.roleIn(id);
  if (known === undefined) return fail('unknown');
  const other = known.members.find(({ person }) => person.userId === target);
  if (target !== undefined && other === undefined) return fail('unknown');
  if (kindOf(id) !== 'group' || role === undefined || !mayAct(action, role, other?.role, known.rights))
    return fail('not-allowed');
  return DONE;
};

const ask = async (deps: ConversationDeps, may: Outcome, command: Command): Promise<Outcome> =>
  !may.ok || (await deps.outbox.add(command)) ? may : fail('failed');

export const addMember = async (
  deps: ConversationDeps,
  conversationId: ConversationId,
  person: Person,
): Promise<Outcome> => {
  const members = deps.directory.get(conversationId)?.members ?? [];
  const checked = asPerson(person);
  if (checked === undefined) return fail('unknown');
  const may = mayDo(deps, 'add', conversationId);
  if (may.ok && members.some((member) => member.person.userId === checked.userId)) return DONE;
  if (may.ok && members.length >= LIMITS.groupMembers) return fail('too-many');
  return ask(deps, may, { kind: 'add-member', conversationId, person: checked });
};

export const removeMember = (deps: ConversationDeps, id: ConversationId, userId: string): Promise<Outcome> =>
  userId === deps.userId
    ? leaveGroup(deps, id)
    : ask(deps, mayDo(deps, 'remove', id, userId), { kind: 'remove-member', conversationId: id, userId });

export const leaveGroup = (deps: ConversationDeps, id: ConversationId): Promise<Outcome> =>
  ask(deps, mayDo(deps, 'leave', id), { kind: 'remove-member', conversationId: id, userId: deps.userId });

export const changeRole = async (
  deps: ConversationDeps,
  id: ConversationId,
  userId: string,
  role: 'admin' | 'member',
): Promise<Outcome> => {
  const known = deps.directory.get(id)?.members.find(({ person }) => person.userId === userId);
  if (known?.role === role) return DONE;
  const may = mayDo(deps, role === 'admin' ? 'make-admin' : 'remove-admin', id, userId);
  return ask(deps, may, { kind: 'change-role', conversationId: id, userId, role });
};

export const transferOwnership = (deps: ConversationDeps, id: ConversationId, userId: string): Promise<Outcome> =>
  ask(deps, mayDo(deps, 'transfer', id, userId), { kind: 'hand-over', conversationId: id, userId });

export const deleteGroup = (deps: ConversationDeps, id: ConversationId): Promise<Outcome> =>
  ask(deps, mayDo(deps, 'delete-group', id), { kind: 'delete-group', conversationId: id });

export const answerRequest = (
  deps: ConversationDeps,
  id: ConversationId,
  userId: string,
  accept: boolean,
): Promise<Outcome> =>
  ask(deps, mayDo(deps, 'answer-request', id), { kind: 'answer-request', conversationId: id, userId, accept });
