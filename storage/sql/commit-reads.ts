import type { DocumentName } from '../../shared/document/name.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { History, Role } from '../../shared/protocol/facts.ts';
import { isPerson } from './accounts.ts';
import { type AccessColumns, isShownTo } from './blobs.ts';
import { HEAD_COLUMNS, type HeadColumns } from './head-columns.ts';
import { readRows } from './statements.ts';

/** A request's conversation, with its document, chapter and writer where they exist. `place`: index of the request. */
export interface CommitHead extends HeadColumns {
  readonly place: number;
  readonly id: number;
  readonly title: string | null;
  readonly seq: number;
  readonly stamped_at: number;
  readonly version: number;
  readonly newest_chapter: number;
  readonly disappear: number;
  readonly large: number;
  readonly unanswered: number | null;
  readonly unheard: number;
  readonly picture: string | null;
  readonly rights: string;
  readonly history: History;
  readonly deleted_at: number | null;
  readonly document: number | null;
  readonly document_version: number | null;
  readonly tail: number | null;
  readonly purge_at: number | null;
  readonly account: number | null;
  readonly role: Role | null;
  readonly from_chapter: number | null;
  readonly asked_by: number | null;
  readonly delivered: number | null;
  readonly read: number | null;
  readonly chapter_version: number | null;
  readonly full: number | null;
  readonly closed: number | null;
  readonly ranges: string | null;
  /** 1: members have latest messages of their own. */
  readonly keeps_heads: number;
  /** 1: somebody blocks the writer. */
  readonly is_blocked: number;
  /** 1: the writer blocks somebody. */
  readonly is_blocking: number;
}

/** What a batch reads first; later reads depend on it. */
export const FIRST_READS = {
  heads: readRows<[number, string, string, number | null, string | null], CommitHead>(
    { place: 'integer', conversation: 'text', document: 'text', chapter: 'integer', user_id: 'text' },
    (
      input,
    ) => `select input.place, c.id, c.title, c.seq, c.stamped_at, c.version, c.newest_chapter, c.disappear, c.large,
       c.unanswered, c.unheard, c.picture, c.rights, c.history, c.deleted_at, ${HEAD_COLUMNS},
       d.id as document, d.version as document_version, d.tail, d.purge_at,
       a.number as account, m.role, m.from_chapter, m.asked_by, m.delivered, m.read,
       h.version as chapter_version, h."full", h.closed, h.ranges,
       case when exists (select 1 from kept_heads k where k.conversation = c.id) then 1 else 0 end as keeps_heads,
       case when exists (select 1 from blocks b where b.blocked = a.number and b.active = 1) then 1 else 0 end as is_blocked,
       case when exists (select 1 from blocks b where b.blocker = a.number and b.active = 1) then 1 else 0 end as is_blocking
     from ${input} join conversations c on c.public_id = input.conversation
     left join documents d on d.name = input.document
     left join chapters h on h.conversation = c.id and h.chapter = input.chapter
     left join accounts a on a.user_id = input.user_id
     left join memberships m on m.conversation = c.id and m.account = a.number and m.removed_at is null`,
  ),
  /** Documents of accounts, which have no conversation, with their next generations. */
  documents: readRows<
    [number, string, string | null],
    {
      place: number;
      id: number | null;
      name: DocumentName;
      version: number | null;
      tail: number | null;
      purge_at: number | null;
      account: number | null;
    }
  >(
    { place: 'integer', name: 'text', user_id: 'text' },
    (input) => `select input.place, input.name, d.id, d.version, d.tail, d.purge_at, a.number as account
      from ${input} left join documents d on d.name = input.name left join accounts a on a.user_id = input.user_id`,
  ),
  events: readRows<[string], { id: string }>(
    { id: 'text' },
    (input) => `select e.id from ${input} join pending_events e on e.id = input.id`,
  ),
};

const MEMBER = { conversation: 'integer', account: 'integer' } as const;
const CONVERSATION = { conversation: 'integer' } as const;

export const FURTHER_READS = {
  /** `author` is null for the id of an edit. */
  messages: readRows<
    [number, number, Uint8Array],
    { place: number; seq: number; chapter: number | null; author: number | null; deleted: number | null }
  >(
    { place: 'integer', conversation: 'integer', id: 'bytes' },
    (input) => `select input.place, m.seq, m.chapter, s.author, s.deleted
      from ${input} join messages m on m.conversation = input.conversation and m.id = input.id
      left join stamps s on s.conversation = m.conversation and s.seq = m.seq`,
  ),
  /** Blobs that messages refer to, as their writers stand to them. */
  blobs: readRows<[BlobId, number], AccessColumns & { id: BlobId; account: number; number: number }>(
    { id: 'text', account: 'integer' },
    (input) => `select input.id, input.account, b.number, b.state, b.class,
        case when b.account = input.account then 1 else 0 end as own, ${isShownTo('input.account')} as shown
      from ${input} join blobs b on b.id = input.id`,
  ),
  members: readRows<
    [number, number],
    {
      conversation: number;
      account: number;
      role: Role;
      from_chapter: number;
      asked_by: number | null;
      delivered: number;
      read: number;
    }
  >(
    MEMBER,
    (input) => `select m.conversation, m.account, m.role, m.from_chapter, m.asked_by, m.delivered, m.read
      from ${input} join memberships m on m.conversation = input.conversation and m.account = input.account
      where m.removed_at is null`,
  ),
  audiences: readRows<[number], { conversation: number; account: number; asked_by: number | null }>(
    CONVERSATION,
    (input) => `select m.conversation, m.account, m.asked_by
      from ${input} join memberships m on m.conversation = input.conversation
      join accounts a on a.number = m.account where m.removed_at is null and ${isPerson('a')}`,
  ),
  /** What writers have shown to members of a conversation who may not have answered them. */
  shown: readRows<[number, number], { writer: number; target: number; acts: number }>(
    { conversation: 'integer', writer: 'integer' },
    (input) => `select s.writer, s.target, s.acts
      from ${input} join memberships m on m.conversation = input.conversation
      join stranger_acts s on s.writer = input.writer and s.target = m.account`,
  ),
  blockers: readRows<[number, number], { conversation: number; author: number; account: number }>(
    { conversation: 'integer', author: 'integer' },
    (input) => `select m.conversation, input.author, m.account from ${input}
      join blocks b on b.blocked = input.author and b.active = 1
      join memberships m on m.account = b.blocker and m.conversation = input.conversation and m.removed_at is null`,
  ),
  blocked: readRows<[number], { author: number; account: number }>(
    { author: 'integer' },
    (input) => `select input.author, b.blocked as account
      from ${input} join blocks b on b.blocker = input.author and b.active = 1`,
  ),
  keptHeads: readRows<[number], { conversation: number; account: number } & HeadColumns>(
    CONVERSATION,
    (input) => `select k.conversation, k.account, ${HEAD_COLUMNS}
      from ${input} join kept_heads k on k.conversation = input.conversation`,
  ),
};
