import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageReceipts } from '../../shared/protocol/http.ts';
import type { Receipts } from '../ports/receipts.ts';
import type { Connection } from './connection.ts';
import { createMembershipRows } from './membership-rows.ts';
import { createReceiptLog } from './receipt-log.ts';
import { createSight } from './sight.ts';
import { prepare } from './statement.ts';

interface Message {
  readonly conversation: number;
  readonly author: number;
  readonly unanswered: number | null;
}

interface MemberRow {
  readonly number: number;
  readonly hidden: number;
  readonly asked_by: number | null;
  readonly deliveredAt: number | null;
  readonly readAt: number | null;
}

/** Watermarks, and when they passed a message. */
export const createReceipts = ({ database, kysely, queries, now, read, write }: Connection): Receipts => {
  const { find, set } = createMembershipRows(kysely, queries);
  const log = createReceiptLog(database);
  const message = prepare<[ConversationId, number], Message>(
    database,
    `select c.id as conversation, author, unanswered from stamps s join conversations c on c.id = s.conversation
     where deleted = 0 and public_id = ? and s.seq = ?`,
  );
  const sightOf = createSight(database);
  const account = prepare<[UserId], { number: number; hidden: number }>(
    database,
    'select number, hide_read as hidden from accounts where user_id = ?',
  );
  const others = prepare<[number, number, number, number], MemberRow>(
    database,
    `select number, hide_read as hidden, asked_by,
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

  const receiptsOf = ({ conversation, author, unanswered }: Message, seq: number, asker: UserId): MessageReceipts => {
    const me = account.get(asker);
    const rows = others.all(seq, seq, conversation, author);
    if (me === undefined) return { others: rows.length, delivered: 0, read: 0, people: [] };
    const sight = sightOf(me.number);
    const people = rows.flatMap(({ number, hidden, asked_by, ...times }) => {
      const own = number === me.number;
      const upTo = sight.marks(conversation, asked_by === null ? unanswered : number, number, {
        delivered: seq,
        read: seq,
      });
      const readAt = upTo.read < seq ? null : times.readAt;
      const delivered = upTo.delivered < seq ? null : earlier(times.deliveredAt, readAt);
      if (delivered === null) return [];
      const told = own || (me.hidden === 0 && hidden === 0);
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
        const changed = takeChange();
        // In a large group nobody else is told, nor of whoever was asked and has not accepted: only their own feed changes.
        const isTold = conversation.large === 0 && row.asked_by === null;
        const told = isTold ? { marks_changed: changed } : {};
        set(found, { read: raised, delivered, own_changed: changed, ...told });
        if (isTold)
          queries.run(
            kysely.updateTable('conversations').set({ marks_changed: changed }).where('id', '=', conversation.id),
          );
        return true;
      }),
    receipts: (id, seq, asker) =>
      read(() => {
        const found = message.get(id, seq);
        const member = find(id, asker)?.row;
        if (found === undefined || member === undefined || seq <= member.from_seq) return undefined;
        return receiptsOf(found, seq, asker);
      }),
  };
};
