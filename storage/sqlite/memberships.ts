import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Facts } from '../ports.ts';
import type { Connection } from './connection.ts';
import { createMembershipRows, type FoundMember as Found } from './membership-rows.ts';
import type { PendingEvents } from './pending-events.ts';

export const createMemberships = (
  { kysely, queries, read, write }: Connection,
  events: PendingEvents,
): Pick<Facts, 'membership' | 'members' | 'putMember' | 'removeMember'> => {
  const { find, change } = createMembershipRows(kysely, queries);
  const current = (id: ConversationId) =>
    kysely
      .selectFrom('memberships')
      .innerJoin('accounts', 'accounts.number', 'memberships.account')
      .innerJoin('conversations', 'conversations.id', 'memberships.conversation')
      .select(['public_id as conversationId', 'user_id as userId', 'number', 'role'])
      .where('public_id', '=', id)
      .where('removed_at', 'is', null);

  const countMembers = (conversation: number): number =>
    queries.first(
      kysely
        .selectFrom('memberships')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('conversation', '=', conversation)
        .where('removed_at', 'is', null),
    )?.count ?? 0;

  const numberOf = (userId: UserId) =>
    queries.first(kysely.selectFrom('accounts').select('number').where('user_id', '=', userId))?.number;

  /** Everybody's watermarks are told up to a number of members: whoever crosses it makes all rows news. */
  const checkSize = ({ conversation: { id, large } }: Found, changed: number): void => {
    const isLarge = countMembers(id) > LIMITS.namedReceipts ? 1 : 0;
    if (isLarge === large) return;
    queries.run(kysely.updateTable('conversations').set({ large: isLarge }).where('id', '=', id));
    queries.run(kysely.updateTable('memberships').set({ changed }).where('conversation', '=', id));
  };

  return {
    membership: (id, userId) => read(() => queries.first(current(id).where('user_id', '=', userId))),
    members: (id) => read(() => queries.all(current(id).orderBy('number'))),
    putMember: (id, userId, role, _at, by) =>
      write((takeChange) => {
        const found = find(id, userId);
        const actor = numberOf(by);
        // Who is in a direct conversation follows from its id.
        if (found === undefined || actor === undefined || found.conversation.kind === 'direct') return false;
        const { conversation, account, row } = found;
        if (row !== undefined && row.removed_at === null) {
          if (row.role === role) return false;
          change(found, takeChange(), { role });
          events.add(conversation.id, { kind: 'role', by: actor, who: account, role });
          return true;
        }
        if (countMembers(conversation.id) >= LIMITS.groupMembers) return false;
        const joined = takeChange();
        // What was said before they came counts as read: nobody joins with a thousand unread messages.
        const marks = { delivered: conversation.seq, read: conversation.seq };
        if (row === undefined) {
          queries.run(
            kysely
              .insertInto('memberships')
              .values({ conversation: conversation.id, account, role, ...marks, joined, changed: joined }),
          );
        }
        change(found, joined, { role, ...marks, joined, removed_at: null, removed_seq: null, removed_title: null });
        checkSize(found, joined);
        events.add(conversation.id, { kind: 'added', by: actor, who: account });
        return true;
      }),
    removeMember: (id, userId, at, by) =>
      write((takeChange) => {
        const found = find(id, userId);
        const actor = numberOf(by);
        if (found?.row === undefined || found.row.removed_at !== null || actor === undefined) return false;
        const { conversation, account } = found;
        if (conversation.kind === 'direct') return false;
        const changed = takeChange();
        change(found, changed, { removed_at: at, removed_seq: conversation.seq, removed_title: conversation.title });
        checkSize(found, changed);
        events.add(
          conversation.id,
          actor === account ? { kind: 'left', by: actor } : { kind: 'removed', by: actor, who: account },
        );
        return true;
      }),
  };
};
