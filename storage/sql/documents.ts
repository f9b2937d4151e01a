import type { DocumentName } from '../../shared/document/name.ts';
import { deleteRows, insertRows, type RowWrite, readRows, rowWrite } from './statements.ts';

/** Journals with at least this many rows after the snapshot are indexed; a query for fewer rows walks all documents. */
const INDEXED_TAIL = 64;

const NAME = { name: 'text' } as const;
const DOCUMENT = { document: 'integer' } as const;
const UP_TO = { ...DOCUMENT, position: 'integer' } as const;

/** `position`: of its snapshot; 0: none. */
export const READ_DOCUMENT = readRows<[string], { id: number; version: number; purge_at: number; position: number }>(
  NAME,
  (input) => `select d.id, d.version, d.purge_at, coalesce(s.position, 0) as position
   from ${input} join documents d on d.name = input.name left join snapshots s on s.document = d.id`,
);
export const READ_SNAPSHOT = readRows<[number], { position: number; state: Uint8Array }>(
  DOCUMENT,
  (input) => `select s.position, s.state from ${input} join snapshots s on s.document = input.document`,
);
/** Unordered: SQLite would copy the bytes to sort them. */
export const READ_ROWS_AFTER = readRows<[number, number], { position: number; updates: Uint8Array }>(
  UP_TO,
  (input) => `select j.position, j.updates from ${input}
   join journal j on j.document = input.document and j.position > input.position`,
);
export const READ_ROWS_UP_TO = readRows<[number, number], { position: number; updates: Uint8Array }>(
  UP_TO,
  (input) => `select j.position, j.updates from ${input}
   join journal j on j.document = input.document and j.position <= input.position`,
);
export const COUNT_ROWS_UP_TO = readRows<[number, number], { rows: number }>(
  UP_TO,
  (input) => `select count(j.position) as rows from ${input}
   left join journal j on j.document = input.document and j.position <= input.position`,
);

const PUT_SNAPSHOTS = insertRows<[number, number, Uint8Array]>(
  'snapshots',
  { ...UP_TO, state: 'bytes' },
  'on conflict (document) do update set position = excluded.position, state = excluded.state',
);
const REMOVE_ROWS = deleteRows<[number, number]>('journal', UP_TO);
/** Removes journal rows that a snapshot contains, and counts the rest again. */
export const COUNT_TAIL = readRows<[number], never>(
  DOCUMENT,
  (input) => `update documents set tail = (select count(*) from journal j where j.document = documents.id)
   from ${input} where documents.id = input.document`,
);
export const snapshotWrites = (
  document: number,
  { position, state }: { readonly position: number; readonly state: Uint8Array },
  contained: readonly number[],
): RowWrite[] => [
  rowWrite(PUT_SNAPSHOTS, [[document, position, state]]),
  rowWrite(
    REMOVE_ROWS,
    contained.map((row): [number, number] => [document, row]),
  ),
];
export const CLEAR_PURGE = readRows<[number, number], never>(
  { document: 'integer', purge_at: 'integer' },
  (input) => `update documents set purge_at = 0 from ${input}
   where documents.id = input.document and documents.purge_at = input.purge_at`,
);

export const READ_TO_PURGE = readRows<[number], { name: DocumentName }>(
  { most: 'integer' },
  (input) => `select name from documents where purge_at > 0 limit (select input.most from ${input})`,
);
const tails = (condition: string) =>
  readRows<[number, number], { name: DocumentName }>(
    { rows: 'integer', most: 'integer' },
    (input) => `select name from documents where ${condition} tail > (select input.rows from ${input})
     limit (select input.most from ${input})`,
  );
const [LONG_TAILS, ANY_TAILS] = [tails(`tail >= ${INDEXED_TAIL} and`), tails('')];
/** Documents with more than this many rows after the snapshot. */
export const tailsLongerThan = (rows: number) => (rows >= INDEXED_TAIL ? LONG_TAILS : ANY_TAILS);

const OF_DOCUMENT = ['journal', 'snapshots'].map((table) => deleteRows<[number]>(table, DOCUMENT));
const DROP = deleteRows<[number]>('documents', { id: 'integer' });
export const dropDocuments = (ids: readonly number[]): RowWrite[] =>
  [...OF_DOCUMENT, DROP].map((write) =>
    rowWrite(
      write,
      ids.map((id): [number] => [id]),
    ),
  );
/** Documents whose names lie between two. */
export const READ_NAMED = readRows<[string, string, number], { id: number; name: DocumentName }>(
  { first: 'text', last: 'text', most: 'integer' },
  (input) => `select d.id, d.name from ${input} join documents d on d.name >= input.first and d.name < input.last
   order by d.name limit (select input.most from ${input})`,
);

export const byPosition = <R extends { readonly position: number }>(rows: readonly R[]): R[] =>
  [...rows].sort((one, other) => one.position - other.position);
/** Names with a prefix that ends in "/", whose successor character is "0". */
export const namesUnder = (prefix: string): [first: string, last: string] => [prefix, `${prefix.slice(0, -1)}0`];
