import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { kindOf } from '../../shared/ids/conversation.ts';
import type { Blocks } from '../../storage/ports/blocks.ts';
import type { Conversations } from '../../storage/ports/conversations.ts';

const NOBODY: ReadonlySet<number> = new Set();
/** Direct conversations remembered as answered: once they are, they stay so. */
const MOST = 20_000;

/** Who is not shown that whom is there: people of whom one blocks the other, and strangers until they are answered. */
export const createUnseen = (facts: Pick<Blocks, 'unseenBy'> & Pick<Conversations, 'conversation'>) => {
  const known = new Map<UserId, { connections: number; hidden: ReadonlySet<number> }>();
  const answered = new Set<ConversationId>();

  return {
    /** Call before anything of a document is sent to a person. */
    came: async (userId: UserId): Promise<void> => {
      const hidden = await facts.unseenBy(userId);
      known.set(userId, { connections: (known.get(userId)?.connections ?? 0) + 1, hidden });
    },
    left: (userId: UserId): void => {
      const one = known.get(userId);
      if (one === undefined) return;
      one.connections--;
      if (one.connections === 0) known.delete(userId);
    },
    /** Somebody of these blocked another of them, or no longer does. */
    changed: async (userIds: Iterable<UserId>): Promise<void> => {
      for (const userId of userIds) {
        if (!known.has(userId)) continue;
        const hidden = await facts.unseenBy(userId);
        const one = known.get(userId);
        if (one !== undefined) one.hidden = hidden;
      }
    },
    /** Account numbers. Of people without a connection nothing is known, and nothing need be. */
    by: (userId: UserId): ReadonlySet<number> => known.get(userId)?.hidden ?? NOBODY,
    /** Between the two of it nobody is shown to be there. */
    isUnanswered: async (id: ConversationId): Promise<boolean> => {
      if (kindOf(id) !== 'direct' || answered.has(id)) return false;
      const conversation = await facts.conversation(id);
      if (conversation === undefined || conversation.unanswered !== undefined) return true;
      if (answered.size >= MOST) answered.clear();
      answered.add(id);
      return false;
    },
  };
};
