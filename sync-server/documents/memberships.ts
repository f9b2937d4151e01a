import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { Facts } from '../../storage/ports.ts';

/** Conversations kept in memory; beyond it the least recently read goes. */
const MAX_CONVERSATIONS = 5_000;

/**
 * Members of the conversations in use. Forgotten at each change made through this process; the database checks
 * membership once more inside each transaction, which covers changes made elsewhere.
 */
export const createMemberships = (facts: Facts) => {
  const known = new Map<ConversationId, Promise<ReadonlyMap<UserId, Role>>>();

  const load = async (id: ConversationId): Promise<ReadonlyMap<UserId, Role>> =>
    new Map((await facts.members(id)).map((member) => [member.userId, member.role]));

  const of = (id: ConversationId): Promise<ReadonlyMap<UserId, Role>> => {
    const found = known.get(id);
    if (found !== undefined) {
      known.delete(id);
      known.set(id, found);
      return found;
    }
    const loading = load(id);
    known.set(id, loading);
    loading.catch(() => known.delete(id));
    for (const oldest of known.keys()) {
      if (known.size <= MAX_CONVERSATIONS) break;
      known.delete(oldest);
    }
    return loading;
  };

  return {
    of,
    roleOf: async (id: ConversationId, userId: UserId): Promise<Role | undefined> => (await of(id)).get(userId),
    forget: (id: ConversationId): void => void known.delete(id),
  };
};
export type Memberships = ReturnType<typeof createMemberships>;
