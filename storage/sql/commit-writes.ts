import type { DocumentName } from '../../shared/document/name.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { CommitPlan } from '../rules/commit-plan.ts';
import { ulidToBytes } from '../ulid-bytes.ts';
import { ADD_REFERENCES } from './blobs.ts';
import { HEAD_TYPES, headValues } from './head-columns.ts';
import { riseWrites } from './rises.ts';
import { deleteRows, insertRows, type RowWrite, readRows, rowWrite, updateRows, type Value } from './statements.ts';
import { accept, SHOW, TELL_SEEN } from './stranger-writes.ts';

const ID = { id: 'integer' } as const;
const MEMBER = { conversation: 'integer', account: 'integer' } as const;

/** New documents get their ids before the journal is written. */
export const ADD_DOCUMENTS = readRows<
  [string, number, number, number],
  { readonly id: number; readonly name: DocumentName }
>(
  { name: 'text', version: 'integer', tail: 'integer', purge_at: 'integer' },
  (input) => `insert into documents (name, version, tail, purge_at)
    select input.name, input.version, input.tail, input.purge_at from ${input} returning id, name`,
);

const RAISE_DOCUMENTS = updateRows<[number, number, number]>('documents', { version: 'integer', tail: 'integer' }, ID);
// Separate, because documents that wait to be compacted are in an index.
const MARK_FOR_PURGE = updateRows<[number, number]>('documents', { purge_at: 'integer' }, ID);
const ADD_JOURNAL = insertRows<[number, number, Uint8Array]>('journal', {
  document: 'integer',
  position: 'integer',
  updates: 'bytes',
});
const ADD_DEVICES = insertRows<[number, number]>(
  'account_devices',
  { account: 'integer', number: 'integer' },
  'on conflict do nothing',
);
const FORGET_DEVICES = deleteRows<[number]>(
  'account_devices',
  { account: 'integer' },
  `place < (select d.place from account_devices d where d.account = input.account
     order by d.place desc limit 1 offset ${LIMITS.accountDevices - 1})`,
);
const PUT_CONVERSATIONS = updateRows<readonly Value[]>(
  'conversations',
  { seq: 'integer', stamped_at: 'integer', newest_chapter: 'integer', changed: 'integer', ...HEAD_TYPES },
  ID,
);
/** What a conversation's document says of it. */
const PUT_SETTINGS = updateRows<readonly Value[]>(
  'conversations',
  {
    title: 'text',
    version: 'integer',
    disappear: 'integer',
    picture: 'text',
    rights: 'text',
    history: 'text',
  },
  ID,
);
const ANSWERED = updateRows<[null, number]>('conversations', { unanswered: 'integer' }, ID);
const UNHEARD = updateRows<[number, number]>('conversations', { unheard: 'integer' }, ID);
const CHAPTER = { conversation: 'integer', chapter: 'integer' } as const;
const CHAPTER_VALUES = { version: 'integer', full: 'integer', ranges: 'text', changed: 'integer' } as const;
const ADD_CHAPTERS = insertRows<readonly Value[]>('chapters', { ...CHAPTER_VALUES, ...CHAPTER });
const PUT_CHAPTERS = updateRows<readonly Value[]>('chapters', CHAPTER_VALUES, CHAPTER);
const ADD_MESSAGES = insertRows<[number, Uint8Array, number, number]>('messages', {
  conversation: 'integer',
  id: 'bytes',
  seq: 'integer',
  chapter: 'integer',
});
const SEQ = { conversation: 'integer', seq: 'integer' } as const;
const ADD_STAMPS = insertRows<[number, number, number, number, number]>('stamps', {
  ...SEQ,
  author: 'integer',
  deleted: 'integer',
  quiet: 'integer',
});
const DELETE_STAMPED = updateRows<[number, number, number]>('stamps', { deleted: 'integer' }, SEQ);
const DROP_MENTIONS = deleteRows<[number, number]>('mentions', SEQ);
const ADD_MENTIONS = insertRows<[number, number, number]>('mentions', { ...MEMBER, seq: 'integer' });
const ADD_DUE = insertRows<[number, Uint8Array, number, number]>('disappearing', {
  conversation: 'integer',
  id: 'bytes',
  chapter: 'integer',
  due: 'integer',
});
const DROP_DUE = deleteRows<[number, Uint8Array]>('disappearing', { conversation: 'integer', id: 'bytes' });
const RAISE_TOLD = updateRows<[number, number, number, number, number]>(
  'memberships',
  { delivered: 'integer', read: 'integer', changed: 'integer' },
  MEMBER,
);
// In a large group members are not told each other's watermarks, so nobody else's feed changes.
const RAISE_UNTOLD = updateRows<[number, number, number, number, number]>(
  'memberships',
  { delivered: 'integer', read: 'integer', own_changed: 'integer' },
  MEMBER,
);
const KEEP_MARKS = insertRows<[number, number, number, number, number, number]>(
  'kept_marks',
  {
    viewer: 'integer',
    account: 'integer',
    conversation: 'integer',
    delivered: 'integer',
    read: 'integer',
    changed: 'integer',
  },
  `on conflict (viewer, account, conversation) do update set
     delivered = case when excluded.delivered > kept_marks.delivered then excluded.delivered else kept_marks.delivered end,
     read = case when excluded.read > kept_marks.read then excluded.read else kept_marks.read end,
     changed = excluded.changed`,
);
const KEEP_HEADS = insertRows<readonly Value[]>(
  'kept_heads',
  { ...MEMBER, ...HEAD_TYPES },
  `on conflict (conversation, account) do update set ${Object.keys(HEAD_TYPES)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`,
);
const DROP_HEADS = deleteRows<[number, number]>('kept_heads', MEMBER);
const SETTLE = deleteRows<[string]>('pending_events', { id: 'text' });

const one = (flag: boolean): 0 | 1 => (flag ? 1 : 0);

/** A journal row: its document's id, position and updates. */
export type JournalValues = readonly [number, number, Uint8Array];

const messageWrites = (plan: CommitPlan): RowWrite[] => [
  rowWrite(
    ADD_MESSAGES,
    plan.messages.map(({ conversation, id, seq, chapter }) => [conversation, ulidToBytes(id), seq, chapter]),
  ),
  rowWrite(
    ADD_STAMPS,
    plan.stamps.map(({ conversation, seq, author, isDeleted, isQuiet }) => [
      conversation,
      seq,
      author,
      one(isDeleted),
      one(isQuiet),
    ]),
  ),
  rowWrite(
    DELETE_STAMPED,
    plan.deleted.map(({ conversation, seq }) => [1, conversation, seq]),
  ),
  rowWrite(
    DROP_MENTIONS,
    plan.mentions.filter(({ replaces }) => replaces).map(({ conversation, seq }) => [conversation, seq]),
  ),
  rowWrite(
    ADD_MENTIONS,
    plan.mentions.flatMap(({ conversation, seq, accounts }) =>
      accounts.map((account): [number, number, number] => [conversation, account, seq]),
    ),
  ),
  rowWrite(
    ADD_REFERENCES,
    plan.references.map(({ conversation, message, blob, chapter }) => [
      conversation,
      ulidToBytes(message),
      blob,
      chapter,
    ]),
  ),
  rowWrite(
    ADD_DUE,
    plan.due.map(({ conversation, id, chapter, at }) => [conversation, ulidToBytes(id), chapter, at]),
  ),
  rowWrite(
    DROP_DUE,
    plan.vanished.map(({ conversation, id }) => [conversation, ulidToBytes(id)]),
  ),
];

const markWrites = (plan: CommitPlan, first: number): RowWrite[] => {
  const told = plan.marks.filter(({ isTold }) => isTold);
  const untold = plan.marks.filter(({ isTold }) => !isTold);
  const raised = (marks: typeof plan.marks) =>
    marks.map(({ conversation, account, delivered, read, change }): [number, number, number, number, number] => [
      delivered,
      read,
      first + change,
      conversation,
      account,
    ]);
  return [
    rowWrite(RAISE_TOLD, raised(told)),
    rowWrite(RAISE_UNTOLD, raised(untold)),
    ...riseWrites(plan.readLog.map((row) => ({ ...row, kind: 'read' }))),
    rowWrite(
      KEEP_MARKS,
      plan.keptMarks.map(({ viewer, account, conversation, seq, change }) => [
        viewer,
        account,
        conversation,
        seq,
        seq,
        first + change,
      ]),
    ),
  ];
};

const strangerWrites = (plan: CommitPlan, first: number): RowWrite[] => [
  rowWrite(
    SHOW,
    plan.shown.map(({ writer, target, acts }) => [writer, target, acts]),
  ),
  rowWrite(
    ANSWERED,
    plan.answered.map((id) => [null, id]),
  ),
  accept(plan.accepted, first),
  rowWrite(
    UNHEARD,
    plan.unheard.map(({ conversation, isUnheard }) => [one(isUnheard), conversation]),
  ),
  rowWrite(
    TELL_SEEN,
    plan.seen.map(({ account, change }) => [first + change, account]),
  ),
];

/**
 * The rows of a batch, in an order in which they can be written; the documents must already exist.
 * @param first the first value that the batch took from the change counter
 */
export const commitWrites = (plan: CommitPlan, journal: readonly JournalValues[], first: number): RowWrite[] => [
  rowWrite(
    RAISE_DOCUMENTS,
    plan.documents.flatMap(({ id, version, tail }): [number, number, number][] =>
      id === undefined ? [] : [[version, tail, id]],
    ),
  ),
  rowWrite(
    MARK_FOR_PURGE,
    plan.documents.flatMap(({ id, purgeAt }): [number, number][] =>
      id === undefined || purgeAt === 0 ? [] : [[purgeAt, id]],
    ),
  ),
  rowWrite(ADD_JOURNAL, journal as readonly [number, number, Uint8Array][]),
  rowWrite(
    PUT_CONVERSATIONS,
    plan.conversations.map((row) => [
      row.seq,
      row.stampedAt,
      row.newestChapter,
      first + row.change,
      ...headValues(row.head),
      row.id,
    ]),
  ),
  rowWrite(
    PUT_SETTINGS,
    plan.settings.map((row) => [row.title, row.version, row.disappear, row.picture, row.rights, row.history, row.id]),
  ),
  ...[true, false].map((isNew) =>
    rowWrite(
      isNew ? ADD_CHAPTERS : PUT_CHAPTERS,
      plan.chapters
        .filter((row) => row.isNew === isNew)
        .map((row) => [
          row.version,
          one(row.isFull),
          JSON.stringify(row.ranges),
          first + row.change,
          row.conversation,
          row.chapter,
        ]),
    ),
  ),
  ...messageWrites(plan),
  ...markWrites(plan, first),
  rowWrite(
    KEEP_HEADS,
    plan.keptHeads.map(({ conversation, account, head }) => [conversation, account, ...headValues(head)]),
  ),
  rowWrite(
    DROP_HEADS,
    plan.droppedHeads.map(({ conversation, account }) => [conversation, account]),
  ),
  ...strangerWrites(plan, first),
  rowWrite(
    ADD_DEVICES,
    plan.devices.map(({ account, number }) => [account, number]),
  ),
  rowWrite(
    FORGET_DEVICES,
    plan.devices.map(({ account }) => [account]),
  ),
  rowWrite(
    SETTLE,
    plan.settled.map((id) => [id]),
  ),
];
