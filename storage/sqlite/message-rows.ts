import type { DatabaseSync } from 'node:sqlite';
import type { AccountNumber } from '../../shared/ids/account.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
import type { ChapterEffects, NewMessage, Stamping } from '../ports.ts';
import { prepare } from './statement.ts';
import { ulidToBytes } from './ulid-bytes.ts';

/** Stands for everybody in `mentions`. */
const EVERYBODY = 0;

/** Stands for a seq in `messages` under the id of an edit. */
const EDIT = 0;

/** Where an update speaks of messages, and whose it says they are. */
export interface Claims {
  readonly conversation: number;
  readonly chapter: number;
  /** Whether the chapter may hold a seq; for messages whose chapter was not kept. */
  readonly holds: (seq: number) => boolean;
  readonly authors: ChapterEffects['authors'];
}

/** What is kept of each message beside its bytes: id, seq, author, whom it names, and when it disappears. */
export const createMessageRows = (database: DatabaseSync) => {
  const has = prepare<[number, Uint8Array], { one: 1 }>(
    database,
    'select 1 as one from messages where conversation = ? and id = ?',
  );
  const addMessage = prepare<[number, Uint8Array, number, number]>(
    database,
    'insert into messages (conversation, id, seq, chapter) values (?, ?, ?, ?)',
  );
  const addStamp = prepare<[number, number, number]>(database, 'insert into stamps values (?, ?, ?, 0)');
  const addMention = prepare<[number, number, number, number, number]>(
    database,
    `insert or ignore into mentions select ?, ?, ? where exists (
       select 1 from memberships where conversation = ? and account = ? and removed_at is null)`,
  );
  const addCall = prepare<[number, number, number]>(database, 'insert or ignore into mentions values (?, ?, ?)');
  const addDue = prepare<[number, Uint8Array, number, number]>(
    database,
    'insert into disappearing values (?, ?, ?, ?)',
  );
  const find = prepare<[number, Uint8Array], { seq: number; chapter: number | null; author: number; deleted: number }>(
    database,
    `select m.seq, m.chapter, s.author, s.deleted
     from messages m join stamps s on s.conversation = m.conversation and s.seq = m.seq
     where m.conversation = ? and m.id = ?`,
  );
  const markDeleted = prepare<[number, number]>(
    database,
    'update stamps set deleted = 1 where conversation = ? and seq = ?',
  );
  const dropMentions = prepare<[number, number]>(database, 'delete from mentions where conversation = ? and seq = ?');
  const dropDue = prepare<[number, Uint8Array]>(database, 'delete from disappearing where conversation = ? and id = ?');

  type Called = Pick<NewMessage, 'author' | 'mentions' | 'everyone'>;
  const addMentions = (conversation: number, seq: number, { author, mentions, everyone }: Called): void => {
    for (const account of mentions ?? [])
      if (account !== author && account !== EVERYBODY)
        addMention.run(conversation, account, seq, conversation, account);
    if (everyone === true) addCall.run(conversation, EVERYBODY, seq);
  };

  /** A message by all that a claim about it names; undefined when one of them does not match. */
  const matching = ({ conversation, chapter, holds, authors }: Claims, messageId: MessageId, id: Uint8Array) => {
    const row = find.get(conversation, id);
    if (row === undefined || (authors?.get(messageId) ?? row.author) !== row.author) return undefined;
    return row.chapter === null ? (holds(row.seq) ? row : undefined) : row.chapter === chapter ? row : undefined;
  };

  const end = (claims: Claims, messageId: MessageId, id: Uint8Array): void => {
    const row = matching(claims, messageId, id);
    if (row === undefined) return;
    markDeleted.run(claims.conversation, row.seq);
    dropMentions.run(claims.conversation, row.seq);
  };

  return {
    /** The first id of the request, of a message or an edit, that the conversation or the request itself has already. */
    taken: (
      conversation: number,
      { messages, edits, dead = [] }: Pick<ChapterEffects, 'messages' | 'edits' | 'dead'>,
      ids: readonly Uint8Array[],
    ): MessageId | EditId | undefined => {
      const inRequest = new Set<MessageId | EditId>();
      const isTaken = (id: MessageId | EditId, bytes: Uint8Array): boolean => {
        if (inRequest.has(id) || has.get(conversation, bytes) !== undefined) return true;
        inRequest.add(id);
        return false;
      };
      for (const [i, { id }] of messages.entries()) if (isTaken(id, ids[i] ?? ulidToBytes(id))) return id;
      for (const { id } of edits) if (isTaken(id, ulidToBytes(id))) return id;
      for (const id of dead) if (isTaken(id, ulidToBytes(id))) return id;
      return undefined;
    },
    add: (
      conversation: number,
      chapter: number,
      messages: ChapterEffects['messages'],
      ids: readonly Uint8Array[],
      { firstSeq, at, disappear }: Stamping,
    ): void => {
      for (const [i, message] of messages.entries()) {
        const id = ids[i];
        if (id === undefined) continue;
        const seq = firstSeq + i;
        addMessage.run(conversation, id, seq, chapter);
        addStamp.run(conversation, seq, message.author);
        addMentions(conversation, seq, message);
        if (disappear > 0) addDue.run(conversation, id, chapter, at + disappear * 1000);
      }
    },
    /** An edit takes its id, and names whom its text names from now on. */
    edit: (claims: Claims, { id, messageId, mentions, everyone }: ChapterEffects['edits'][number]): void => {
      addMessage.run(claims.conversation, ulidToBytes(id), EDIT, claims.chapter);
      if (mentions === undefined) return;
      const row = matching(claims, messageId, ulidToBytes(messageId));
      if (row === undefined || row.deleted === 1) return;
      dropMentions.run(claims.conversation, row.seq);
      addMentions(claims.conversation, row.seq, {
        author: row.author as AccountNumber,
        mentions,
        everyone: everyone === true,
      });
    },
    /** Deleted: it counts no more. Its place remains until it is due, if it ever is. */
    markDeleted: (claims: Claims, messageId: MessageId): void => end(claims, messageId, ulidToBytes(messageId)),
    vanish: (claims: Claims, messageId: MessageId): void => {
      const id = ulidToBytes(messageId);
      if (matching(claims, messageId, id) === undefined) return;
      dropDue.run(claims.conversation, id);
      end(claims, messageId, id);
    },
  };
};
