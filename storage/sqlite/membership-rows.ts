import type { Kysely } from 'kysely';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { History, Role } from '../../shared/protocol/facts.ts';
import type { Queries } from './statement.ts';
import type { Tables } from './tables.ts';

export const createMembershipRows = (kysely: Kysely<Tables>, queries: Queries) => {
  /** The conversation, the account, and the row between them, if they ever met. */
  const find = (id: ConversationId, userId: UserId): FoundMember | undefined => {
    const conversation = queries.first(
      kysely
        .selectFrom('conversations')
        .select([
          'id',
          'kind',
          'seq',
          'title',
          'large',
          'rights',
          'history',
          'newest_chapter',
          'deleted_at',
          'unanswered',
          'unheard',
        ])
        .where('public_id', '=', id),
    );
    const account = queries.first(
      kysely.selectFrom('accounts').select(['number', 'user_id']).where('user_id', '=', userId),
    );
    if (conversation === undefined || account === undefined) return undefined;
    const row = queries.first(
      kysely
        .selectFrom('memberships')
        .select(['role', 'delivered', 'read', 'removed_at', 'removed_by', 'from_seq', 'asked_by'])
        .where('conversation', '=', conversation.id)
        .where('account', '=', account.number),
    );
    return { conversation, account: account.number, userId: account.user_id, row };
  };

  const set = ({ conversation, account }: FoundMember, values: Record<string, unknown>) =>
    queries.run(
      kysely
        .updateTable('memberships')
        .set(values)
        .where('conversation', '=', conversation.id)
        .where('account', '=', account),
    );

  return {
    find,
    set,
    /** A change that every member learns of. */
    change: (found: FoundMember, changed: number, values: Record<string, unknown>): void => {
      set(found, { ...values, changed });
      queries.run(kysely.updateTable('conversations').set({ changed }).where('id', '=', found.conversation.id));
    },
  };
};

export interface FoundMember {
  readonly conversation: {
    readonly id: number;
    readonly kind: 'direct' | 'group';
    readonly seq: number;
    readonly title: string | null;
    readonly large: number;
    readonly rights: string;
    readonly history: History;
    readonly newest_chapter: number;
    readonly unanswered: number | null;
    readonly unheard: number;
    readonly deleted_at: number | null;
  };
  readonly account: AccountNumber;
  readonly userId: UserId;
  readonly row:
    | {
        readonly role: Role;
        readonly delivered: number;
        readonly read: number;
        readonly removed_at: number | null;
        readonly removed_by: number | null;
        readonly from_seq: number;
        /** See tables.ts. */
        readonly asked_by: AccountNumber | null;
      }
    | undefined;
}
