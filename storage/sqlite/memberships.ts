import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Membership, Memberships } from '../ports/memberships.ts';
import type { Connection } from './connection.ts';

const toMembership = ({ asked_by, ...row }: Membership & { readonly asked_by: number | null }): Membership =>
  asked_by === null ? row : { ...row, asked: true };

export const createMemberships = ({
  kysely,
  queries,
  read,
}: Connection): Pick<Memberships, 'membership' | 'members'> => {
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

  return {
    membership: (id, userId) =>
      read(() => {
        const row = queries.first(current(id).where('user_id', '=', userId));
        return row === undefined ? undefined : toMembership(row);
      }),
    members: (id) => read(() => queries.all(current(id).orderBy('number')).map(toMembership)),
  };
};
