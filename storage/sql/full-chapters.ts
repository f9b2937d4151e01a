import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { FullChapterFacts, FullChapterPlan } from '../rules/decide-full-chapter.ts';
import { insertRows, type RowsOf, type RowWrite, readRows, rowWrite, updateRows } from './statements.ts';

export const READ_CHAPTER = readRows<
  [ConversationId, number],
  { conversation: number; chapter: number; newest_chapter: number; full: number | null }
>(
  { conversation: 'text', chapter: 'integer' },
  (input) => `select c.id as conversation, input.chapter, c.newest_chapter, h."full"
   from ${input} join conversations c on c.public_id = input.conversation
   left join chapters h on h.conversation = c.id and h.chapter = input.chapter`,
);

export const fullChapterFacts = ([row]: RowsOf<{ rows: typeof READ_CHAPTER }>['rows']): FullChapterFacts | undefined =>
  row === undefined
    ? undefined
    : {
        conversation: row.conversation,
        chapter: row.chapter,
        newestChapter: row.newest_chapter,
        isFull: row.full === null ? undefined : row.full === 1,
      };

const MARK = insertRows<[number, number, 0, 1, '[]', number]>(
  'chapters',
  {
    conversation: 'integer',
    chapter: 'integer',
    version: 'integer',
    full: 'integer',
    ranges: 'text',
    changed: 'integer',
  },
  'on conflict (conversation, chapter) do update set "full" = excluded."full", changed = excluded.changed',
);
const RAISE = updateRows<[number, number, number]>(
  'conversations',
  { newest_chapter: 'integer', changed: 'integer' },
  { id: 'integer' },
);

export const fullChapterWrites = (plan: FullChapterPlan, changed: number): RowWrite[] => [
  rowWrite(MARK, [[plan.conversation, plan.chapter, 0, 1, '[]', changed]]),
  rowWrite(RAISE, [[plan.newestChapter, changed, plan.conversation]]),
];
