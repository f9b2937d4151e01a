import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MarkFacts, MarkPlan, ReceiptFacts } from '../rules/decide-receipts.ts';
import { isPerson } from './accounts.ts';
import { riseWrites } from './rises.ts';
import { type RowsOf, type RowWrite, readRows, rowWrite, updateRows } from './statements.ts';

export const READ_MARKS = readRows<
  [ConversationId, UserId],
  {
    conversation: number;
    account: number;
    seq: number;
    large: number;
    asked_by: number | null;
    delivered: number;
    read: number;
  }
>(
  { conversation: 'text', user_id: 'text' },
  (input) => `select m.conversation, m.account, c.seq, c.large, m.asked_by, m.delivered, m.read
   from ${input} join conversations c on c.public_id = input.conversation join accounts a on a.user_id = input.user_id
   join memberships m on m.conversation = c.id and m.account = a.number and m.removed_at is null`,
);

/** Undefined: not a member. */
export const markFacts = ([row]: RowsOf<{ rows: typeof READ_MARKS }>['rows']): MarkFacts | undefined =>
  row === undefined
    ? undefined
    : {
        conversation: row.conversation,
        account: row.account,
        seq: row.seq,
        isLarge: row.large === 1,
        isAsked: row.asked_by !== null,
        delivered: row.delivered,
        read: row.read,
      };

const MEMBER = { conversation: 'integer', account: 'integer' } as const;
const MARKS = { delivered: 'integer', read: 'integer', own_changed: 'integer' } as const;
const RAISE = updateRows<[number, number, number, number, number]>('memberships', MARKS, MEMBER);
const RAISE_TOLD = updateRows<[number, number, number, number, number, number]>(
  'memberships',
  { ...MARKS, marks_changed: 'integer' },
  MEMBER,
);
const TELL = updateRows<[number, number]>('conversations', { marks_changed: 'integer' }, { id: 'integer' });

export const markWrites = (plan: MarkPlan, changed: number, at: number): RowWrite[] => {
  const { conversation, account, delivered, read, isTold, rises } = plan;
  return [
    ...(isTold
      ? [
          rowWrite(RAISE_TOLD, [[delivered, read, changed, changed, conversation, account]]),
          rowWrite(TELL, [[changed, conversation]]),
        ]
      : [rowWrite(RAISE, [[delivered, read, changed, conversation, account]])]),
    ...riseWrites(rises.map((rise) => ({ ...rise, conversation, account, at }))),
  ];
};

const MESSAGE = { conversation: 'text', seq: 'integer', user_id: 'text' } as const;
const LIVING = `join conversations c on c.public_id = input.conversation
  join stamps s on s.conversation = c.id and s.seq = input.seq and s.deleted = 0
  join accounts me on me.user_id = input.user_id`;
const passed = (kind: 0 | 1): string =>
  `(select l.at from receipt_log l where l.conversation = m.conversation and l.account = m.account
     and l.kind = ${kind} and l.seq >= input.seq order by l.seq limit 1)`;

/** One message, and who has it, for one asker. */
export const RECEIPT_READS = {
  messages: readRows<
    [ConversationId, number, UserId],
    { conversation: number; asker: number; hide_read: number; from_seq: number; unanswered: number | null }
  >(
    MESSAGE,
    (input) => `select c.id as conversation, me.number as asker, me.hide_read, mine.from_seq, c.unanswered
     from ${input} ${LIVING} join memberships mine on mine.conversation = c.id and mine.account = me.number`,
  ),
  others: readRows<
    [ConversationId, number, UserId],
    {
      account: number;
      hide_read: number;
      asked_by: number | null;
      active: number | null;
      delivered: number | null;
      read: number | null;
      delivered_at: number | null;
      read_at: number | null;
    }
  >(
    MESSAGE,
    (input) => `select m.account, a.hide_read, m.asked_by, b.active, k.delivered, k.read,
       ${passed(0)} as delivered_at, ${passed(1)} as read_at
     from ${input} ${LIVING}
     join memberships m on m.conversation = c.id and m.removed_at is null and m.account <> s.author
     join accounts a on a.number = m.account and ${isPerson('a')}
     left join blocks b on b.blocker = m.account and b.blocked = me.number and b.active = 1
     left join kept_marks k on k.viewer = me.number and k.account = m.account and k.conversation = c.id
     order by m.account`,
  ),
};

export const receiptFacts = ({ messages, others }: RowsOf<typeof RECEIPT_READS>): ReceiptFacts | undefined => {
  const [message] = messages;
  if (message === undefined) return undefined;
  return {
    conversation: message.conversation,
    asker: message.asker,
    hidesRead: message.hide_read === 1,
    fromSeq: message.from_seq,
    unanswered: message.unanswered,
    others: others.map((row) => ({
      account: row.account,
      hidesRead: row.hide_read === 1,
      isAsked: row.asked_by !== null,
      blocks: row.active === 1,
      kept: row.delivered === null || row.read === null ? undefined : { delivered: row.delivered, read: row.read },
      deliveredAt: row.delivered_at,
      readAt: row.read_at,
    })),
  };
};
