import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { Facts } from '../../storage/ports.ts';

/** Conversations kept in memory; beyond it the least recently read goes. */
const MAX_CONVERSATIONS = 5_000;
/** How long a change made through another instance may stay unseen here. ms */
const FRESH_MS = 5_000;

type Members = ReadonlyMap<UserId, Role>;

/**
 * Members of the conversations in use. Forgotten at each change made through this process, and after some seconds for
 * those made through another; the database checks membership once more inside each transaction.
 * @param now ms since 1970
 */
export const createMemberships = (facts: Facts, now: () => number) => {
  const known = new Map<ConversationId, { readonly at: number; readonly members: Promise<Members> }>();

  const load = (id: ConversationId): Promise<Members> => {
    const members = facts
      .members(id)
      .then((rows): Members => new Map(rows.map((member) => [member.userId, member.role])));
    known.delete(id);
    known.set(id, { at: now(), members });
    members.catch(() => known.delete(id));
    for (const oldest of known.keys()) {
      if (known.size <= MAX_CONVERSATIONS) break;
      known.delete(oldest);
    }
    return members;
  };

  const of = (id: ConversationId): Promise<Members> => {
    const found = known.get(id);
    return found === undefined || found.at + FRESH_MS < now() ? load(id) : found.members;
  };

  return {
    of,
    roleOf: async (id: ConversationId, userId: UserId): Promise<Role | undefined> =>
      // A stranger may have been added through another instance a moment ago: never refused from memory.
      (await of(id)).get(userId) ?? (await load(id)).get(userId),
    forget: (id: ConversationId): void => void known.delete(id),
  };
};
export type Memberships = ReturnType<typeof createMemberships>;
