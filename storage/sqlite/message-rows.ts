import type { DatabaseSync } from 'node:sqlite';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { ChapterEffects, NewMessage, Stamping } from '../ports.ts';
import { prepare } from './statement.ts';
import { ulidToBytes } from './ulid-bytes.ts';

/** Stands for everybody in `mentions`. */
const EVERYBODY = 0;

/** What is kept of each message beside its bytes: id, seq, author, whom it names, and when it disappears. */
export const createMessageRows = (database: DatabaseSync) => {
  const has = prepare<[number, Uint8Array], { one: 1 }>(
    database,
    'select 1 as one from messages where conversation = ? and id = ?',
  );
  const addMessage = prepare<[number, Uint8Array, number]>(database, 'insert into messages values (?, ?, ?)');
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
  const find = prepare<[number, Uint8Array], { seq: number }>(
    database,
    'select seq from messages where conversation = ? and id = ?',
  );
  const markDeleted = prepare<[number, number]>(
    database,
    'update stamps set deleted = 1 where conversation = ? and seq = ?',
  );
  const dropMentions = prepare<[number, number]>(database, 'delete from mentions where conversation = ? and seq = ?');
  const dropDue = prepare<[number, Uint8Array]>(database, 'delete from disappearing where conversation = ? and id = ?');

  const addMentions = (conversation: number, seq: number, { author, mentions, everyone }: NewMessage): void => {
    for (const account of mentions ?? [])
      if (account !== author && account !== EVERYBODY)
        addMention.run(conversation, account, seq, conversation, account);
    if (everyone === true) addCall.run(conversation, EVERYBODY, seq);
  };

  const end = (conversation: number, id: Uint8Array): void => {
    const seq = find.get(conversation, id)?.seq;
    if (seq === undefined) return;
    markDeleted.run(conversation, seq);
    dropMentions.run(conversation, seq);
  };

  return {
    /** The first message of the request whose id the conversation, or the request itself, has already. */
    taken: (
      conversation: number,
      messages: ChapterEffects['messages'],
      ids: readonly Uint8Array[],
    ): MessageId | undefined => {
      const inRequest = new Set<MessageId>();
      for (const [i, { id }] of messages.entries()) {
        const bytes = ids[i];
        if (inRequest.has(id) || (bytes !== undefined && has.get(conversation, bytes) !== undefined)) return id;
        inRequest.add(id);
      }
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
        addMessage.run(conversation, id, seq);
        addStamp.run(conversation, seq, message.author);
        addMentions(conversation, seq, message);
        if (disappear > 0) addDue.run(conversation, id, chapter, at + disappear * 1000);
      }
    },
    /** Deleted: it counts no more. Its place remains until it is due, if it ever is. */
    markDeleted: (conversation: number, messageId: MessageId): void => end(conversation, ulidToBytes(messageId)),
    vanish: (conversation: number, messageId: MessageId): void => {
      const id = ulidToBytes(messageId);
      dropDue.run(conversation, id);
      end(conversation, id);
    },
  };
};
