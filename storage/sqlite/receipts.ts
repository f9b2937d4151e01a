import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageReceipts } from '../../shared/protocol/http.ts';
import type { Facts } from '../ports.ts';
import type { Connection } from './connection.ts';
import { createMembershipRows } from './membership-rows.ts';
import { createReceiptLog } from './receipt-log.ts';
import { prepare } from './statement.ts';

interface MemberRow {
  readonly number: number;
  readonly userId: UserId;
  readonly hidden: number;
  readonly deliveredAt: number | null;
  readonly readAt: number | null;
}

/** Watermarks, and when they passed a message. */
export const createReceipts = ({
  database,
  kysely,
  queries,
  now,
  read,
  write,
}: Connection): Pick<Facts, 'raise' | 'receipts'> => {
  const { find, set, change } = createMembershipRows(kysely, queries);
  const log = createReceiptLog(database);
  const message = prepare<[ConversationId, number], { conversation: number; author: number }>(
    database,
    `select conversation, author from stamps where deleted = 0
     and conversation = (select id from conversations where public_id = ?) and seq = ?`,
  );
  const hides = prepare<[UserId], { hidden: number }>(
    database,
    'select hide_read as hidden from accounts where user_id = ?',
  );
  const others = prepare<[number, number, number, number], MemberRow>(
    database,
    `select number, user_id as userId, hide_read as hidden,
       (select at from receipt_log l where l.conversation = m.conversation and l.account = m.account
         and kind = 0 and seq >= ? order by seq limit 1) as deliveredAt,
       (select at from receipt_log l where l.conversation = m.conversation and l.account = m.account
         and kind = 1 and seq >= ? order by seq limit 1) as readAt
     from memberships m join accounts a on a.number = m.account
     where m.conversation = ? and removed_at is null and m.account <> ? order by number`,
  );

  /** What was read was delivered, at that time at the latest. */
  const earlier = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? (a ?? b) : Math.min(a, b);

  const receiptsOf = (rows: readonly MemberRow[], asker: UserId): MessageReceipts => {
    const askerHides = hides.get(asker)?.hidden === 1;
    const people = rows.flatMap(({ number, userId, hidden, deliveredAt, readAt }) => {
      const told = userId === asker || (!askerHides && hidden === 0);
      const delivered = earlier(deliveredAt, readAt);
      if (delivered === null) return [];
      return [{ number, deliveredAt: delivered, ...(told && readAt !== null ? { readAt } : {}) }];
    });
    return {
      others: rows.length,
      delivered: people.length,
      read: people.filter((person) => person.readAt !== undefined).length,
      people,
    };
  };

  return {
    raise: (id, userId, marks) =>
      write((takeChange) => {
        const found = find(id, userId);
        if (found?.row === undefined || found.row.removed_at !== null) return false;
        const { conversation, account, row } = found;
        const bounded = (mark: number | undefined) => Math.min(mark ?? 0, conversation.seq);
        const raised = Math.max(row.read, bounded(marks.read));
        // What was read was delivered.
        const delivered = Math.max(row.delivered, bounded(marks.delivered), raised);
        if (raised === row.read && delivered === row.delivered) return false;
        if (raised > row.read) log.add(conversation.id, account, 'read', raised, now());
        if (delivered > row.delivered && delivered > raised)
          log.add(conversation.id, account, 'delivered', delivered, now());
        const values = { read: raised, delivered };
        // In a large group nobody else is told, so that only their own feed changes.
        if (conversation.large === 1) set(found, { ...values, own_changed: takeChange() });
        else change(found, takeChange(), values);
        return true;
      }),
    receipts: (id, seq, asker) =>
      read(() => {
        const found = message.get(id, seq);
        if (found === undefined) return undefined;
        return receiptsOf(others.all(seq, seq, found.conversation, found.author), asker);
      }),
  };
};
