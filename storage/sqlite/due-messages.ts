import type { AccountNumber } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../shared/ids/ulid.ts';
import type { Upkeep } from '../ports/upkeep.ts';
import { ulidFromBytes } from '../ulid-bytes.ts';
import type { Connection } from './connection.ts';
import { prepare } from './statement.ts';

const idOf = (bytes: Uint8Array): MessageId => {
  const id = parseMessageId(ulidFromBytes(bytes));
  if (id === undefined) throw new Error('The database holds a message id that is none.');
  return id;
};

export const createDueMessages = ({ database, read }: Connection): Upkeep['dueMessages'] => {
  const due = prepare<
    [number, number],
    { conversationId: ConversationId; chapter: number; id: Uint8Array; author: AccountNumber }
  >(
    database,
    `select public_id as conversationId, d.chapter, d.id, author from disappearing d
     join conversations c on c.id = d.conversation
     join messages m on m.conversation = d.conversation and m.id = d.id
     join stamps s on s.conversation = d.conversation and s.seq = m.seq
     where due <= ? order by due limit ?`,
  );
  return (now, limit) => read(() => due.all(now, limit).map((row) => ({ ...row, id: idOf(row.id) })));
};
