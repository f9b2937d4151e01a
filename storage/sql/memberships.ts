import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { Membership } from '../ports/memberships.ts';
import { readRows } from './statements.ts';

interface MembershipColumns {
  readonly public_id: ConversationId;
  readonly user_id: UserId;
  readonly number: AccountNumber;
  readonly role: Role;
  readonly from_chapter: number;
  readonly asked_by: number | null;
}
const CONVERSATION = { conversation: 'text' } as const;
const MEMBERSHIP = 'c.public_id, a.user_id, a.number, m.role, m.from_chapter, m.asked_by';

/** The current membership of somebody. */
export const READ_MEMBERSHIP = readRows<[ConversationId, UserId], MembershipColumns>(
  { ...CONVERSATION, user_id: 'text' },
  (input) => `select ${MEMBERSHIP} from ${input} join conversations c on c.public_id = input.conversation
   join accounts a on a.user_id = input.user_id
   join memberships m on m.conversation = c.id and m.account = a.number and m.removed_at is null`,
);
export const READ_MEMBERS = readRows<[ConversationId], MembershipColumns>(
  CONVERSATION,
  (input) => `select ${MEMBERSHIP} from ${input} join conversations c on c.public_id = input.conversation
   join memberships m on m.conversation = c.id and m.removed_at is null
   join accounts a on a.number = m.account order by m.account`,
);

export const membershipOf = (row: MembershipColumns): Membership => ({
  conversationId: row.public_id,
  userId: row.user_id,
  number: row.number,
  role: row.role,
  from: row.from_chapter,
  ...(row.asked_by === null ? {} : { asked: true as const }),
});
