import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Facts } from '../ports.ts';
import type { Connection } from './connection.ts';

export const createMemberships = ({
  kysely,
  queries,
  read,
  write,
}: Connection): Pick<Facts, 'membership' | 'members' | 'putMember' | 'removeMember' | 'raise'> => {
  const current = (id: ConversationId) =>
    kysely
      .selectFrom('memberships')
      .innerJoin('accounts', 'accounts.number', 'memberships.account')
      .innerJoin('conversations', 'conversations.id', 'memberships.conversation')
      .select(['public_id as conversationId', 'user_id as userId', 'number', 'role'])
      .where('public_id', '=', id)
      .where('removed_at', 'is', null);

  /** The conversation, the account, and the row between them, if they ever met. */
  const find = (id: ConversationId, userId: UserId) => {
    const conversation = queries.first(
      kysely.selectFrom('conversations').select(['id', 'kind', 'seq', 'title']).where('public_id', '=', id),
    );
    const account = queries.first(kysely.selectFrom('accounts').select('number').where('user_id', '=', userId));
    if (conversation === undefined || account === undefined) return undefined;
    const row = queries.first(
      kysely
        .selectFrom('memberships')
        .select(['role', 'delivered', 'read', 'removed_at'])
        .where('conversation', '=', conversation.id)
        .where('account', '=', account.number),
    );
    return { conversation, account: account.number, row };
  };
  type Found = NonNullable<ReturnType<typeof find>>;

  const countMembers = (conversation: number): number =>
    queries.first(
      kysely
        .selectFrom('memberships')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('conversation', '=', conversation)
        .where('removed_at', 'is', null),
    )?.count ?? 0;

  const change = ({ conversation, account }: Found, changed: number, set: Record<string, unknown>) => {
    queries.run(
      kysely
        .updateTable('memberships')
        .set({ ...set, changed })
        .where('conversation', '=', conversation.id)
        .where('account', '=', account),
    );
    queries.run(kysely.updateTable('conversations').set({ changed }).where('id', '=', conversation.id));
  };

  return {
    membership: (id, userId) => read(() => queries.first(current(id).where('user_id', '=', userId))),
    members: (id) => read(() => queries.all(current(id).orderBy('number'))),
    putMember: (id, userId, role) =>
      write((takeChange) => {
        const found = find(id, userId);
        // Who is in a direct conversation follows from its id.
        if (found === undefined || found.conversation.kind === 'direct') return false;
        const { conversation, account, row } = found;
        if (row !== undefined && row.removed_at === null) {
          if (row.role === role) return false;
          change(found, takeChange(), { role });
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
        return true;
      }),
    removeMember: (id, userId, at) =>
      write((takeChange) => {
        const found = find(id, userId);
        if (found?.row === undefined || found.row.removed_at !== null || found.conversation.kind === 'direct')
          return false;
        const { seq, title } = found.conversation;
        change(found, takeChange(), { removed_at: at, removed_seq: seq, removed_title: title });
        return true;
      }),
    raise: (id, userId, marks) =>
      write((takeChange) => {
        const found = find(id, userId);
        if (found?.row === undefined || found.row.removed_at !== null) return false;
        const { seq } = found.conversation;
        const bounded = (mark: number | undefined) => Math.min(mark ?? 0, seq);
        const raised = Math.max(found.row.read, bounded(marks.read));
        // What was read was delivered.
        const delivered = Math.max(found.row.delivered, bounded(marks.delivered), raised);
        if (raised === found.row.read && delivered === found.row.delivered) return false;
        change(found, takeChange(), { read: raised, delivered });
        return true;
      }),
  };
};
