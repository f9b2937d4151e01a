import * as v from 'valibot';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { parseMessageId } from '../../shared/ids/ulid.ts';
import type { Report } from '../../shared/protocol/http-contacts.ts';
import type { Reports } from '../ports/reports.ts';
import { ulidToBytes } from '../ulid-bytes.ts';
import type { Connection } from './connection.ts';
import { prepare } from './statement.ts';

/** Reports kept; the oldest handled ones go first. */
const KEPT = 2_000;
/** Told at once. */
const SHOWN = 200;

const MESSAGES = v.array(v.object({ id: v.string(), text: v.string() }));

interface Row {
  readonly id: string;
  readonly at: number;
  readonly reporter: number;
  readonly conversation: number;
  readonly conversationId: string;
  readonly kind: 'direct' | 'group';
  readonly title: string | null;
  readonly reason: string;
  readonly messages: string;
  readonly handled_at: number | null;
  readonly handled_by: number | null;
}

/** What people told the administrators of. */
export const createReports = ({ database, kysely, queries, read, write }: Connection): Reports => {
  const member = prepare<[ConversationId, UserId], { conversation: number; account: number }>(
    database,
    `select conversation, account from memberships m join conversations c on c.id = m.conversation
     join accounts a on a.number = m.account where public_id = ? and user_id = ?`,
  );
  const list = prepare<[number], Row>(
    database,
    `select r.id, at, reporter, conversation, public_id as conversationId, kind, title, reason, messages, handled_at, handled_by
     from reports r join conversations c on c.id = r.conversation
     order by handled_at is not null, place desc limit ?`,
  );
  const person = prepare<[number], { userId: string; number: number; name: string }>(
    database,
    'select user_id as userId, number, name from accounts where number = ?',
  );
  const other = prepare<[number, number], { number: number }>(
    database,
    'select account as number from memberships where conversation = ? and account <> ? limit 1',
  );
  const author = prepare<[number, Uint8Array], { author: number; deleted: number }>(
    database,
    `select author, deleted from messages m join stamps s on s.conversation = m.conversation and s.seq = m.seq
     where m.conversation = ? and m.id = ?`,
  );
  const prune = prepare<[number]>(
    database,
    `delete from reports where handled_at is not null and place <= (
       select place from reports order by place desc limit 1 offset ?)`,
  );

  const messagesOf = ({ conversation, messages }: Row): Report['messages'] =>
    v.parse(MESSAGES, JSON.parse(messages)).map(({ id, text }) => {
      const messageId = parseMessageId(id);
      const found = messageId === undefined ? undefined : author.get(conversation, ulidToBytes(messageId));
      const by = found === undefined ? undefined : person.get(found.author);
      return {
        id,
        text,
        ...(by === undefined ? {} : { author: by }),
        ...(found?.deleted === 1 ? { deleted: true as const } : {}),
      };
    });

  const reportOf = (row: Row): Report[] => {
    const by = person.get(row.reporter);
    if (by === undefined) return [];
    const peer = row.kind === 'direct' ? other.get(row.conversation, row.reporter)?.number : undefined;
    const peerPerson = peer === undefined ? undefined : person.get(peer);
    const handler = row.handled_by === null ? undefined : person.get(row.handled_by)?.name;
    return [
      {
        id: row.id,
        at: row.at,
        by,
        conversationId: row.conversationId,
        kind: row.kind,
        ...(row.title === null ? {} : { name: row.title }),
        ...(peerPerson === undefined ? {} : { peer: peerPerson }),
        reason: row.reason,
        messages: messagesOf(row),
        ...(row.handled_at === null ? {} : { handledAt: row.handled_at }),
        ...(handler === undefined ? {} : { handledBy: handler }),
      },
    ];
  };

  return {
    addReport: ({ id, conversationId, reporter, reason, messages }, at) =>
      write(() => {
        const found = member.get(conversationId, reporter);
        // Also by who has left since: what happened to them was seen by them.
        if (found === undefined) return 'not-a-member';
        const known = queries.first(kysely.selectFrom('reports').select('reporter').where('id', '=', id));
        if (known !== undefined) return known.reporter === found.account ? 'exists' : 'id-taken';
        queries.run(
          kysely.insertInto('reports').values({
            id,
            reporter: found.account,
            conversation: found.conversation,
            reason,
            messages: JSON.stringify(messages),
            at,
          }),
        );
        prune.run(KEPT);
        return 'added';
      }),
    reports: () => read(() => list.all(SHOWN).flatMap(reportOf)),
    handleReport: (id, by, handled, at) =>
      write(() => {
        const who = queries.first(kysely.selectFrom('accounts').select('number').where('user_id', '=', by))?.number;
        const known = queries.first(kysely.selectFrom('reports').select('handled_at').where('id', '=', id));
        if (known === undefined || who === undefined) return false;
        // Who was first to look after it stays named.
        if ((known.handled_at !== null) === handled) return true;
        queries.run(
          kysely
            .updateTable('reports')
            .set(handled ? { handled_at: at, handled_by: who } : { handled_at: null, handled_by: null })
            .where('id', '=', id),
        );
        return true;
      }),
  };
};
