import type { Head } from '../rules/head.ts';
import type { Columns, Value } from './statements.ts';

/** A head as it stands in a row of `conversations` or `kept_heads`. */
export interface HeadColumns {
  readonly head_id: Uint8Array | null;
  readonly head_chapter: number | null;
  readonly head_seq: number | null;
  readonly head_by: number | null;
  readonly head_at: number | null;
  readonly head_stamped_at: number | null;
  readonly head_entry: Uint8Array | null;
  readonly head_edit: Uint8Array | null;
  readonly head_deleted: number;
}

export const HEAD_TYPES = {
  head_id: 'bytes',
  head_chapter: 'integer',
  head_seq: 'integer',
  head_by: 'integer',
  head_at: 'integer',
  head_stamped_at: 'integer',
  head_entry: 'bytes',
  head_edit: 'bytes',
  head_deleted: 'integer',
} as const satisfies Columns;

export const HEAD_COLUMNS = Object.keys(HEAD_TYPES).join(', ');

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
        entry: row.head_entry ?? undefined,
        edit: row.head_edit ?? undefined,
        deleted: row.head_deleted === 1,
      };

/** The values of `HEAD_TYPES`, in order. */
export const headValues = (head: Head | undefined): readonly Value[] =>
  head === undefined
    ? [null, null, null, null, null, null, null, null, 0]
    : [
        head.id,
        head.chapter,
        head.seq,
        head.by,
        head.at,
        head.stampedAt,
        head.entry ?? null,
        head.edit ?? null,
        head.deleted ? 1 : 0,
      ];
