import type { ConversationId } from '../../shared/ids/conversation.ts';
import { HEAD_TYPES, headValues } from './head-columns.ts';
import { type RowWrite, readRows, rowWrite, updateRows, type Value } from './statements.ts';

/** Tables with rows of a conversation, and the columns of their keys. */
const TABLES = {
  messages: 'conversation, id',
  stamps: 'conversation, seq',
  mentions: 'conversation, account, seq',
  disappearing: 'conversation, id',
  receipt_log: 'conversation, account, kind, seq',
  kept_heads: 'conversation, account',
  kept_marks: 'conversation, viewer, account',
  chapters: 'conversation, chapter',
} as const;

const ID = { id: 'integer' } as const;

/** A deleted group of which something is still on the disk. */
export const READ_TO_EMPTY = readRows<[], { id: number; public_id: ConversationId }>(
  {},
  () => 'select id, public_id from conversations where deleted_at is not null and purged = 0 limit 1',
);
export const READ_DELETED = readRows<[ConversationId], { id: number }>(
  { conversation: 'text' },
  (input) => `select c.id from ${input} join conversations c on c.public_id = input.conversation
   where c.deleted_at is not null`,
);
/** Each statement removes some rows of a conversation and returns one row for each. */
export const EMPTY_TABLES = Object.entries(TABLES).map(([table, key]) =>
  readRows<[number, number], { conversation: number }>(
    { conversation: 'integer', most: 'integer' },
    (input) => `delete from ${table} where (${key}) in (
       select ${key} from ${table} where conversation = (select input.conversation from ${input})
       limit (select input.most from ${input})) returning conversation`,
  ),
);
const BLANK = updateRows<readonly Value[]>('conversations', { title: 'text', picture: 'text', ...HEAD_TYPES }, ID);
const FINISH = updateRows<[1, number]>('conversations', { purged: 'integer' }, ID);

export const blankWrites = (id: number): RowWrite[] => [rowWrite(BLANK, [[null, null, ...headValues(undefined), id]])];
export const emptiedWrites = (id: number): RowWrite[] => [rowWrite(FINISH, [[1, id]])];
