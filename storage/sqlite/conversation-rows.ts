import type { DatabaseSync } from 'node:sqlite';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { History } from '../../shared/protocol/facts.ts';
import type { Head } from './head.ts';
import { prepare } from './statement.ts';

/** What a write to one of its documents reads and changes of a conversation. */
export interface ConversationRow {
  readonly id: number;
  readonly title: string | null;
  readonly seq: number;
  readonly stamped_at: number;
  readonly version: number;
  readonly newest_chapter: number;
  /** Seconds; 0: never. */
  readonly disappear: number;
  /** 1: too large to tell watermarks. Not changed by `put`. */
  readonly large: number;
  /** Of a direct conversation: who has not answered the other. Not changed by `put`. */
  readonly unanswered: number | null;
  /** Of a group: 1 while nobody but one has accepted, and somebody was asked. Not changed by `put`. */
  readonly unheard: number;
  readonly picture: string | null;
  /** JSON, see tables.ts. */
  readonly rights: string;
  readonly history: History;
  /** Not changed by `put`. */
  readonly deleted_at: number | null;
  readonly head: Head | undefined;
}

export interface HeadColumns {
  head_id: Uint8Array | null;
  head_chapter: number | null;
  head_seq: number | null;
  head_by: number | null;
  head_at: number | null;
  head_stamped_at: number | null;
  head_text: string | null;
  head_deleted: number;
}

export const HEAD_COLUMNS =
  'head_id, head_chapter, head_seq, head_by, head_at, head_stamped_at, head_text, head_deleted';

/** The head of a row; undefined for a conversation without messages. */
export const headOf = (row: HeadColumns): Head | undefined =>
  row.head_id === null
    ? undefined
    : {
        id: row.head_id,
        chapter: row.head_chapter ?? 0,
        seq: row.head_seq ?? 0,
        by: row.head_by ?? 0,
        at: row.head_at ?? 0,
        stampedAt: row.head_stamped_at ?? 0,
        text: row.head_text ?? undefined,
        deleted: row.head_deleted === 1,
      };

type Value = number | string | Uint8Array | null;

export const createConversationRows = (database: DatabaseSync) => {
  const find = prepare<[ConversationId], Omit<ConversationRow, 'head'> & HeadColumns>(
    database,
    `select id, title, seq, stamped_at, version, newest_chapter, disappear, large, unanswered, unheard, picture, rights, history,
       deleted_at, ${HEAD_COLUMNS} from conversations where public_id = ?`,
  );
  const put = prepare<Value[]>(
    database,
    `update conversations set title = ?, seq = ?, stamped_at = ?, version = ?, newest_chapter = ?, disappear = ?, picture = ?,
       rights = ?, history = ?, changed = ?,
     head_id = ?, head_chapter = ?, head_seq = ?, head_by = ?, head_at = ?, head_stamped_at = ?, head_text = ?, head_deleted = ?
     where id = ?`,
  );
  return {
    find: (publicId: ConversationId): ConversationRow | undefined => {
      const row = find.get(publicId);
      if (row === undefined) return undefined;
      return { ...row, head: headOf(row) };
    },
    put: (row: ConversationRow & { readonly changed: number }): void => {
      const { head } = row;
      put.run(
        row.title,
        row.seq,
        row.stamped_at,
        row.version,
        row.newest_chapter,
        row.disappear,
        row.picture,
        row.rights,
        row.history,
        row.changed,
        head?.id ?? null,
        head?.chapter ?? null,
        head?.seq ?? null,
        head?.by ?? null,
        head?.at ?? null,
        head?.stampedAt ?? null,
        head?.text ?? null,
        head?.deleted ? 1 : 0,
        row.id,
      );
    },
  };
};
