import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Membership, Memberships } from '../ports/memberships.ts';
import type { Connection } from './connection.ts';
import type { MemberChanges } from './member-changes.ts';

const toMembership = ({ asked_by, ...row }: Membership & { readonly asked_by: number | null }): Membership =>
  asked_by === null ? row : { ...row, asked: true };

export const createMemberships = (
  { kysely, queries, read, write }: Connection,
  { find, isFull, add, setRole, remove }: MemberChanges,
): Pick<Memberships, 'membership' | 'members' | 'putMember' | 'removeMember'> => {
  const current = (id: ConversationId) =>
    kysely
      .selectFrom('memberships')
      .innerJoin('accounts', 'accounts.number', 'memberships.account')
      .innerJoin('conversations', 'conversations.id', 'memberships.conversation')
      .select([
        'public_id as conversationId',
        'user_id as userId',
        'number',
        'role',
        'from_chapter as from',
        'asked_by',
      ])
      .where('public_id', '=', id)
      .where('removed_at', 'is', null);

  const numberOf = (userId: UserId) =>
    queries.first(kysely.selectFrom('accounts').select('number').where('user_id', '=', userId))?.number;

  return {
    membership: (id, userId) =>
      read(() => {
        const row = queries.first(current(id).where('user_id', '=', userId));
        return row === undefined ? undefined : toMembership(row);
      }),
    members: (id) => read(() => queries.all(current(id).orderBy('number')).map(toMembership)),
    putMember: (id, userId, role, _at, by) =>
      write((takeChange) => {
        const found = find(id, userId);
        const actor = numberOf(by);
        // Who is in a direct conversation follows from its id.
        if (found === undefined || actor === undefined || found.conversation.kind === 'direct') return false;
        const { conversation, account, row } = found;
        if (row !== undefined && row.removed_at === null) {
          if (row.role === role) return false;
          setRole(found, role, takeChange(), { kind: 'role', by: actor, who: account, role });
          return true;
        }
        if (isFull(conversation.id)) return false;
        add(found, role, takeChange(), { kind: 'added', by: actor, who: account });
        return true;
      }),
    removeMember: (id, userId, at, by) =>
      write((takeChange) => {
        const found = find(id, userId);
        const actor = numberOf(by);
        if (found?.row === undefined || found.row.removed_at !== null || actor === undefined) return false;
        const { conversation, account } = found;
        if (conversation.kind === 'direct') return false;
        const event =
          actor === account
            ? ({ kind: 'left', by: actor } as const)
            : ({ kind: 'removed', by: actor, who: account } as const);
        remove(found, at, actor, takeChange(), event);
        return true;
      }),
  };
};
