import type { UserId } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { BlobClass } from '../../shared/protocol/blobs.ts';
import type { BlobAccess, BlobState } from '../rules/decide-blob.ts';
import { deleteRows, insertRows, type RowWrite, readRows, rowWrite, updateRows } from './statements.ts';

const ID = { id: 'text' } as const;
const NUMBER = { number: 'integer' } as const;
const ASKED = { id: 'text', user_id: 'text' } as const;
/** Stands for all accounts in `blob_usage`. */
const EVERYBODY = 0;

export interface BlobColumns {
  readonly number: number;
  readonly id: BlobId;
  readonly account: number;
  readonly size: number;
  readonly part_bytes: number;
  readonly class: BlobClass;
  readonly state: BlobState;
  readonly upload: string | null;
}
const COLUMNS = 'b.number, b.id, b.account, b.size, b.part_bytes, b.class, b.state, b.upload';

/** Whether a message refers to blob `b`. */
const IS_REFERRED =
  'case when exists (select 1 from blob_references r where r.blob = b.number) then 1 else 0 end as referred';

/** Whether a message that is open to `account` refers to blob `b`. */
export const isShownTo = (account: string): string => `case when exists (select 1 from blob_references r
     join memberships m on m.conversation = r.conversation and m.account = ${account} and m.removed_at is null
     join conversations c on c.id = r.conversation and c.deleted_at is null
     where r.blob = b.number and r.chapter >= m.from_chapter) then 1 else 0 end`;

export const READ_BLOB = readRows<[BlobId], BlobColumns & { referred: number }>(
  ID,
  (input) => `select ${COLUMNS}, ${IS_REFERRED} from ${input} join blobs b on b.id = input.id`,
);
export const READ_TOTAL = readRows<[], { bytes: number }>(
  {},
  () => `select bytes from blob_usage where account = ${EVERYBODY}`,
);
/** An account, and what its blobs take. */
export const READ_ROOM = readRows<[UserId], { account: number; used: number; total: number; unfinished: number }>(
  { user_id: 'text' },
  (input) => `select a.number as account, coalesce(u.bytes, 0) as used, coalesce(s.bytes, 0) as total,
     (select count(*) from blobs b where b.account = a.number and b.state = 'uploading') as unfinished
   from ${input} join accounts a on a.user_id = input.user_id and a.gone = 0
   left join blob_usage u on u.account = a.number left join blob_usage s on s.account = ${EVERYBODY}`,
);

export interface AccessColumns {
  readonly state: BlobState;
  readonly class: BlobClass;
  readonly own: number;
  readonly shown: number;
}
export const blobAccess = ({ state, class: kind, own, shown }: AccessColumns): BlobAccess => ({
  state,
  class: kind,
  isOwn: own === 1,
  isShown: shown === 1,
});
export const READ_ACCESS = readRows<[BlobId, UserId], BlobColumns & AccessColumns>(
  ASKED,
  (input) => `select ${COLUMNS}, case when b.account = a.number then 1 else 0 end as own,
     ${isShownTo('a.number')} as shown
   from ${input} join blobs b on b.id = input.id join accounts a on a.user_id = input.user_id`,
);

const ADD = insertRows<[BlobId, number, number, number, BlobClass, 'uploading', number, number]>('blobs', {
  ...ID,
  account: 'integer',
  size: 'integer',
  part_bytes: 'integer',
  class: 'text',
  state: 'text',
  created_at: 'integer',
  touched_at: 'integer',
});
const USE = insertRows<[number, number]>(
  'blob_usage',
  { account: 'integer', bytes: 'integer' },
  'on conflict (account) do update set bytes = blob_usage.bytes + excluded.bytes',
);
/** @param bytes below 0: given back */
export const use = (account: number, bytes: number): RowWrite =>
  rowWrite(USE, [
    [account, bytes],
    [EVERYBODY, bytes],
  ]);
export const addBlob = (
  blob: Pick<BlobColumns, 'id' | 'account' | 'size' | 'part_bytes' | 'class'>,
  at: number,
): RowWrite[] => [
  rowWrite(ADD, [[blob.id, blob.account, blob.size, blob.part_bytes, blob.class, 'uploading', at, at]]),
  use(blob.account, blob.size),
];
export const NOTE_UPLOAD = updateRows<[string, BlobId]>('blobs', { upload: 'text' }, ID);
export const TOUCH = updateRows<[number, BlobId]>('blobs', { touched_at: 'integer' }, ID);
export const COMPLETE = updateRows<['complete', number, null, BlobId]>(
  'blobs',
  { state: 'text', completed_at: 'integer', upload: 'text' },
  ID,
);
export const REOPEN = updateRows<['uploading', number, number, number, BlobId]>(
  'blobs',
  { state: 'text', account: 'integer', part_bytes: 'integer', touched_at: 'integer' },
  ID,
);
export const SET_STATE = updateRows<[BlobState, 0 | 1, BlobId]>('blobs', { state: 'text', released: 'integer' }, ID);
export const READ_RELEASED = readRows<[number], BlobColumns & { referred: number }>(
  { most: 'integer' },
  (input) => `select ${COLUMNS}, ${IS_REFERRED} from blobs b where b.released = 1
   order by b.number limit (select input.most from ${input})`,
);
export const DROP = readRows<[BlobId], { account: number; size: number }>(
  ID,
  (input) => `delete from blobs where state = 'removing' and id in (select input.id from ${input})
   returning account, size`,
);

/** Blobs by number, with whether anybody can read a message that refers to them. */
export const READ_PAGE = readRows<
  [number, number],
  BlobColumns & { referred: number; readable: number; touched_at: number; completed_at: number | null }
>(
  { after: 'integer', most: 'integer' },
  (input) => `select ${COLUMNS}, b.touched_at, b.completed_at, ${IS_REFERRED},
     case when exists (select 1 from blob_references r
       join conversations c on c.id = r.conversation and c.deleted_at is null
       join memberships m on m.conversation = r.conversation and m.removed_at is null
       join accounts a on a.number = m.account and a.gone = 0
       where r.blob = b.number) then 1 else 0 end as readable
   from blobs b where b.number > (select input.after from ${input})
   order by b.number limit (select input.most from ${input})`,
);
export const DROP_REFERENCES_TO = deleteRows<[number]>('blob_references', { blob: 'integer' });

const MESSAGE = { conversation: 'integer', message: 'bytes' } as const;
export const ADD_REFERENCES = insertRows<[number, Uint8Array, number, number]>('blob_references', {
  ...MESSAGE,
  blob: 'integer',
  chapter: 'integer',
});
/** Notes the blobs of messages that end, before their references go. */
export const RELEASE = readRows<[number, Uint8Array], never>(
  MESSAGE,
  (input) => `update blobs set released = 1 where number in (select r.blob from ${input}
   join blob_references r on r.conversation = input.conversation and r.message = input.message)`,
);
export const DROP_REFERENCES = deleteRows<[number, Uint8Array]>('blob_references', MESSAGE);
/** Notes the blobs that an account uploaded. */
export const RELEASE_OWN = readRows<[number], never>(
  { account: 'integer' },
  (input) => `update blobs set released = 1 where account in (select input.account from ${input})`,
);
/** Removes some references of a conversation, and gives their blobs. */
export const EMPTY_REFERENCES = readRows<[number, number], { blob: number }>(
  { conversation: 'integer', most: 'integer' },
  (input) => `delete from blob_references where (conversation, message, blob) in (
     select conversation, message, blob from blob_references
     where conversation = (select input.conversation from ${input})
     limit (select input.most from ${input})) returning blob`,
);
export const RELEASE_BLOBS = updateRows<[1, number]>('blobs', { released: 'integer' }, NUMBER);
