import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { Storage } from '../../storage/ports/storage.ts';

type Facts = Pick<Storage['facts'], 'act' | 'membership'>;

/** Adds a member (again), or changes their role; false when that changed nothing. */
export const putMember = async (
  facts: Facts,
  id: ConversationId,
  who: UserId,
  role: Exclude<Role, 'owner'>,
  at: number,
  by: UserId,
): Promise<boolean> => {
  const isMember = (await facts.membership(id, who)) !== undefined;
  const outcome = await facts.act(id, by, { kind: isMember ? 'role' : 'add', who, role }, at);
  return outcome.kind === 'done' && outcome.changed;
};

/** When `by` is the person themself, they leave. */
export const removeMember = async (
  facts: Facts,
  id: ConversationId,
  who: UserId,
  at: number,
  by: UserId,
): Promise<boolean> => {
  const outcome = await facts.act(id, by, { kind: 'remove', who }, at);
  return outcome.kind === 'done' && outcome.changed;
};
