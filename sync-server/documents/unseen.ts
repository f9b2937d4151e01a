import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { kindOf } from '../../shared/ids/conversation.ts';
import type { Blocks } from '../../storage/ports/blocks.ts';
import type { Conversations } from '../../storage/ports/conversations.ts';

const NOBODY: ReadonlySet<number> = new Set();
/** Direct conversations remembered as answered: an answered conversation stays answered. */
const MOST = 20_000;

/** Whose presence is hidden from whom: people who block each other, and strangers until they are answered. */
export const createUnseen = (facts: Pick<Blocks, 'unseenBy'> & Pick<Conversations, 'conversation'>) => {
  const known = new Map<UserId, { connections: number; hidden: ReadonlySet<number> }>();
  const answered = new Set<ConversationId>();

  const changed = async (userIds: Iterable<UserId>): Promise<void> => {
    for (const userId of userIds) {
      if (!known.has(userId)) continue;
      const hidden = await facts.unseenBy(userId);
      const one = known.get(userId);
      if (one !== undefined) one.hidden = hidden;
    }
  };

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
    /** One of these people blocked another of them, or no longer does. */
    changed,
    /** Blocks may have changed without a word. */
    allChanged: (): Promise<void> => changed([...known.keys()]),
    /** Account numbers. For people without a connection nothing is known or needed. */
    by: (userId: UserId): ReadonlySet<number> => known.get(userId)?.hidden ?? NOBODY,
    /** In an unanswered direct conversation neither person sees the other's presence. */
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
export type Unseen = ReturnType<typeof createUnseen>;
