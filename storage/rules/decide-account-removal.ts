import type { ConversationId } from '../../shared/ids/conversation.ts';
import { createGroupDraft } from './group-draft.ts';
import type { GroupFacts } from './group-facts.ts';
import { type Decision, emptyPlan } from './group-plan.ts';

export interface LeaverFacts {
  readonly account: number;
  /** They own a group that has other members. */
  readonly isOwner: boolean;
  /** The groups they are in. */
  readonly groups: readonly GroupFacts[];
}

/**
 * Decides what becomes of the groups of a person whose account is deleted: they leave all of them, unless they own one with
 * other members.
 */
export const decideAccountRemoval = (
  { account, isOwner, groups }: LeaverFacts,
  at: number,
): Decision<readonly ConversationId[] | 'owner'> => {
  const plan = emptyPlan();
  if (isOwner) return { outcome: 'owner', plan };
  for (const facts of groups) createGroupDraft(facts, plan).remove(account, at, account, { kind: 'left', by: account });
  return { outcome: groups.map(({ group }) => group.publicId), plan };
};
