import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { parseRanges } from '../rules/chapter-ranges.ts';
import { readRows } from './statements.ts';

const CONVERSATION = { conversation: 'text' } as const;

interface RecordColumns {
  readonly public_id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly created_by: UserId;
  readonly title: string | null;
  readonly seq: number;
  readonly newest_chapter: number;
  readonly unanswered: AccountNumber | null;
  readonly rights: string;
}
export const READ_CONVERSATION = readRows<[ConversationId], RecordColumns>(
  CONVERSATION,
  (input) => `select c.public_id, c.kind, a.user_id as created_by, c.title, c.seq, c.newest_chapter, c.unanswered,
     c.rights
   from ${input} join conversations c on c.public_id = input.conversation and c.deleted_at is null
   join accounts a on a.number = c.created_by`,
);
export const conversationRecord = (row: RecordColumns) => ({
  id: row.public_id,
  kind: row.kind,
  createdBy: row.created_by,
  name: row.title ?? undefined,
  seq: row.seq,
  newestChapter: row.newest_chapter,
  unanswered: row.unanswered ?? undefined,
  rights: row.rights,
});

interface ChapterColumns {
  readonly chapter: number;
  readonly full: number;
  readonly version: number;
  readonly ranges: string;
}
export const READ_CHAPTERS = readRows<[ConversationId], ChapterColumns>(
  CONVERSATION,
  (input) => `select h.chapter, h."full", h.version, h.ranges from ${input}
   join conversations c on c.public_id = input.conversation join chapters h on h.conversation = c.id order by h.chapter`,
);
export const chapterRecord = ({ chapter, full, version, ranges }: ChapterColumns) => ({
  chapter,
  full: full === 1,
  version,
  ranges: parseRanges(ranges),
});

/** The message under an id; edits have no stamp of their own. */
export const READ_MESSAGE = readRows<
  [ConversationId, Uint8Array],
  { seq: number; chapter: number; author: number; deleted: number }
>(
  { ...CONVERSATION, id: 'bytes' },
  (input) => `select m.seq, m.chapter, s.author, s.deleted from ${input}
   join conversations c on c.public_id = input.conversation
   join messages m on m.conversation = c.id and m.id = input.id and m.chapter is not null
   join stamps s on s.conversation = c.id and s.seq = m.seq`,
);
export const messageRecord = ({
  deleted,
  ...row
}: {
  seq: number;
  chapter: number;
  author: number;
  deleted: number;
}) => ({
  ...row,
  isDeleted: deleted === 1,
});
