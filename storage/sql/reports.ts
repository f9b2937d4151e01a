import * as v from 'valibot';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { parseMessageId } from '../../shared/ids/ulid.ts';
import type { ReportRow } from '../rules/report.ts';
import { ulidFromBytes, ulidToBytes } from '../ulid-bytes.ts';
import { deleteRows, insertRows, type RowsOf, readRows, updateRows } from './statements.ts';

/** Reports kept; the oldest handled ones are removed first. */
const KEPT = 2_000;
/** Reports returned at once. */
const SHOWN = 200;

const MESSAGES = v.array(v.object({ id: v.string(), text: v.string() }));

/** What a new report, or an answer to one, reads. */
export const REPORT_READS = {
  members: readRows<[ConversationId, UserId], { conversation: number; account: number }>(
    { conversation: 'text', user_id: 'text' },
    (input) => `select m.conversation, m.account from ${input}
     join conversations c on c.public_id = input.conversation join accounts a on a.user_id = input.user_id
     join memberships m on m.conversation = c.id and m.account = a.number`,
  ),
  accounts: readRows<[UserId], { number: number }>(
    { user_id: 'text' },
    (input) => `select a.number from ${input} join accounts a on a.user_id = input.user_id`,
  ),
  known: readRows<[string], { reporter: number; handled_at: number | null }>(
    { id: 'text' },
    (input) => `select r.reporter, r.handled_at from ${input} join reports r on r.id = input.id`,
  ),
};

export const ADD_REPORTS = insertRows<[string, number, number, string, string, number]>('reports', {
  id: 'text',
  reporter: 'integer',
  conversation: 'integer',
  reason: 'text',
  messages: 'text',
  at: 'integer',
});
export const PRUNE_REPORTS = deleteRows<[]>(
  'reports',
  {},
  `handled_at is not null and place <= (select r.place from reports r order by r.place desc limit 1 offset ${KEPT})`,
);
export const HANDLE_REPORTS = updateRows<[number | null, number | null, string]>(
  'reports',
  { handled_at: 'integer', handled_by: 'integer' },
  { id: 'text' },
);

interface ReportColumns {
  readonly id: string;
  readonly at: number;
  readonly conversation: number;
  readonly conversation_id: string;
  readonly kind: 'direct' | 'group';
  readonly title: string | null;
  readonly reason: string;
  readonly messages: string;
  readonly handled_at: number | null;
  readonly handler: string | null;
  readonly user_id: string;
  readonly number: number;
  readonly name: string;
  readonly peer_id: string | null;
  readonly peer_number: number | null;
  readonly peer_name: string | null;
}
/** Unhandled reports first, then the latest. */
export const READ_REPORTS = readRows<[], ReportColumns>(
  {},
  () => `select r.id, r.at, r.conversation, c.public_id as conversation_id, c.kind, c.title, r.reason, r.messages,
     r.handled_at, h.name as handler, a.user_id, a.number, a.name, p.user_id as peer_id, p.number as peer_number,
     p.name as peer_name
   from reports r join conversations c on c.id = r.conversation join accounts a on a.number = r.reporter
   left join accounts h on h.number = r.handled_by
   left join accounts p on c.kind = 'direct' and p.number = (
     select min(m.account) from memberships m where m.conversation = r.conversation and m.account <> r.reporter)
   order by case when r.handled_at is null then 0 else 1 end, r.place desc limit ${SHOWN}`,
);
export const READ_AUTHORS = readRows<
  [number, Uint8Array],
  { conversation: number; id: Uint8Array; user_id: string; number: number; name: string; deleted: number }
>(
  { conversation: 'integer', id: 'bytes' },
  (input) => `select m.conversation, m.id, a.user_id, a.number, a.name, s.deleted from ${input}
   join messages m on m.conversation = input.conversation and m.id = input.id
   join stamps s on s.conversation = m.conversation and s.seq = m.seq join accounts a on a.number = s.author`,
);
type Reports = RowsOf<{ rows: typeof READ_REPORTS }>['rows'];
type Authors = RowsOf<{ rows: typeof READ_AUTHORS }>['rows'];

const messagesOf = ({ messages }: ReportColumns): ReportRow['messages'] => v.parse(MESSAGES, JSON.parse(messages));

export const authorInputs = (reports: Reports): readonly [number, Uint8Array][] =>
  reports.flatMap((row) =>
    messagesOf(row).flatMap(({ id }): [number, Uint8Array][] => {
      const messageId = parseMessageId(id);
      return messageId === undefined ? [] : [[row.conversation, ulidToBytes(messageId)]];
    }),
  );

export const reportRows = (reports: Reports, authors: Authors) => {
  const known = new Map(
    authors.map(({ conversation, id, user_id, number, name, deleted }) => [
      `${conversation}/${ulidFromBytes(id)}`,
      { author: { userId: user_id, number, name }, isDeleted: deleted === 1 },
    ]),
  );
  return reports.map((row) => ({
    authorOf: (messageId: string) => known.get(`${row.conversation}/${messageId}`),
    row: {
      id: row.id,
      at: row.at,
      by: { userId: row.user_id, number: row.number, name: row.name },
      conversationId: row.conversation_id,
      kind: row.kind,
      title: row.title,
      peer:
        row.peer_id === null || row.peer_number === null
          ? undefined
          : { userId: row.peer_id, number: row.peer_number, name: row.peer_name ?? '' },
      reason: row.reason,
      messages: messagesOf(row),
      handledAt: row.handled_at,
      handledBy: row.handler,
    } satisfies ReportRow,
  }));
};
