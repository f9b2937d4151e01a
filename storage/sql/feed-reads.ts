import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { History, Role } from '../../shared/protocol/facts.ts';
import { FEED_LIMITS } from '../../shared/protocol/limits.ts';
import type { AuthorCount } from '../rules/count-unread.ts';
import { HEAD_COLUMNS, type HeadColumns } from './head-columns.ts';
import { readRows } from './statements.ts';

/** The later of both changes of a conversation or membership row, as it stands in their indexes. */
const newsOf = (row: string): string =>
  `case when ${row}.changed > ${row}.marks_changed then ${row}.changed else ${row}.marks_changed end`;

export interface PersonColumns {
  readonly user_id: UserId;
  readonly number: number;
  readonly name: string;
  readonly username: string | null;
  readonly seen_at: number | null;
  readonly hide_seen: number;
  readonly picture: string | null;
  readonly status_text: string | null;
  readonly status_until: number | null;
  readonly gone: number;
}
const PERSON = `a.user_id, a.number, a.name, a.username, a.seen_at, a.hide_seen, a.picture, a.status_text,
  a.status_until, a.gone`;

export interface AskerColumns extends PersonColumns {
  readonly place: number;
  readonly hide_read: number;
  readonly changed: number;
  readonly seen_changed: number;
}

/** The asking account, by the index of its request. */
export const READ_ASKERS = readRows<[number, UserId], AskerColumns>(
  { place: 'integer', user_id: 'text' },
  (input) => `select input.place, ${PERSON}, a.hide_read, a.changed, a.seen_changed
   from ${input} join accounts a on a.user_id = input.user_id`,
);

export interface NewsColumns {
  readonly place: number;
  readonly conversation: number;
  readonly changed: number;
  readonly own_changed: number;
  readonly marks_changed: number;
  readonly member_changed: number;
  readonly unanswered: number | null;
  readonly asked_by: number | null;
  readonly removed: number;
  readonly removed_by: number | null;
}
type Asked = [number, number, number];
const SINCE = { place: 'integer', account: 'integer', since: 'integer' } as const;
const NEWS = `input.place, m.conversation, c.changed, m.own_changed, c.marks_changed, m.changed as member_changed,
  c.unanswered, m.asked_by, case when m.removed_at is null then 0 else 1 end as removed, m.removed_by`;
const SINCE_PERSON = `input.place, ${PERSON}, a.changed`;
const CHANGED_PERSON = `${SINCE_PERSON}, case when a.changed > input.since then 1 else 0 end as news`;
export type ChangedPersonColumns = PersonColumns & {
  readonly place: number;
  readonly changed: number;
  readonly news: number;
};

/** What may have changed for accounts, searched in two ways: by changes of the server, or by what the account knows. */
export const NEWS_READS = {
  blockers: readRows<[number], { account: number; number: number; seen_at: number | null }>(
    { account: 'integer' },
    (input) => `select input.account, b.blocker as number, b.seen_at
     from ${input} join blocks b on b.blocked = input.account and b.active = 1`,
  ),
  blocked: readRows<[number], { account: number; number: number }>(
    { account: 'integer' },
    (input) => `select input.account, b.blocked as number
     from ${input} join blocks b on b.blocker = input.account and b.active = 1`,
  ),
  /** A conversation may appear twice. */
  recent: readRows<Asked, NewsColumns>(
    SINCE,
    // The join order is forced: the planner cannot know how few rows changed.
    (input) => `select ${NEWS} from ${input} cross join conversations c cross join memberships m
       where ${newsOf('c')} > input.since and m.conversation = c.id and m.account = input.account
         and m.removed_at is null
     union all select ${NEWS} from ${input} cross join memberships m cross join conversations c
       where m.account = input.account and m.own_changed > input.since and m.removed_at is null
         and c.id = m.conversation
     union all select ${NEWS} from ${input} cross join memberships m cross join conversations c
       where m.account = input.account and m.changed > input.since and m.removed_at is not null
         and c.id = m.conversation`,
  ),
  all: readRows<Asked, NewsColumns>(
    SINCE,
    (input) => `select ${NEWS} from ${input} join memberships m on m.account = input.account
     join conversations c on c.id = m.conversation
     where m.changed > input.since or m.own_changed > input.since or ${newsOf('c')} > input.since`,
  ),
  recentPeople: readRows<Asked, ChangedPersonColumns>(
    SINCE,
    (input) => `select ${CHANGED_PERSON} from ${input} cross join accounts a
     where (a.changed > input.since or a.seen_changed > input.since) and exists (
       select 1 from memberships theirs join memberships mine on mine.conversation = theirs.conversation
         and mine.account = input.account and mine.removed_at is null
       where theirs.account = a.number)`,
  ),
  allPeople: readRows<Asked, ChangedPersonColumns>(
    SINCE,
    (input) => `select ${CHANGED_PERSON} from (
       select distinct input.place, input.since, theirs.account from ${input}
       join memberships mine on mine.account = input.account and mine.removed_at is null
       join memberships theirs on theirs.conversation = mine.conversation) input
     cross join accounts a where a.number = input.account
       and (a.changed > input.since or a.seen_changed > input.since)`,
  ),
  /** People whom the account blocked or unblocked. */
  blocksTold: readRows<Asked, ChangedPersonColumns>(
    SINCE,
    (input) => `select ${SINCE_PERSON}, 1 as news from ${input}
     join blocks b on b.blocker = input.account and b.changed > input.since join accounts a on a.number = b.blocked`,
  ),
};

/**
 * When a watermark last rose that a blocked account is told of. For members who block it, this is the time before the
 * block: a change that its devices have not asked for yet must not become older than they are.
 */
export const READ_TOLD_MARKS = readRows<[number, number], { account: number; conversation: number; changed: number }>(
  { account: 'integer', conversation: 'integer' },
  (input) => `select input.account, input.conversation,
     max(case when b.blocker is null then m.marks_changed else coalesce(k.changed, 0) end) as changed
   from ${input} join memberships m on m.conversation = input.conversation
   left join blocks b on b.blocker = m.account and b.blocked = input.account and b.active = 1
   left join kept_marks k on k.viewer = input.account and k.account = m.account and k.conversation = m.conversation
   group by input.account, input.conversation`,
);

export interface ConversationColumns extends HeadColumns {
  readonly id: number;
  readonly public_id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly title: string | null;
  readonly created_at: number;
  readonly seq: number;
  readonly version: number;
  readonly disappear: number;
  readonly large: number;
  readonly unanswered: number | null;
  readonly deleted_at: number | null;
  readonly picture: string | null;
  readonly rights: string;
  readonly history: History;
}

interface MembershipColumns {
  readonly role: Role;
  readonly delivered: number;
  readonly read: number;
  readonly joined: number;
  readonly removed_at: number | null;
  readonly removed_by: number | null;
  readonly asked_by: number | null;
  readonly changed: number;
  readonly marks_changed: number;
}
const MEMBERSHIP = `m.role, m.delivered, m.read, m.joined, m.removed_at, m.removed_by, m.asked_by, m.changed,
  m.marks_changed`;

export interface OwnColumns extends MembershipColumns {
  readonly place: number;
  readonly conversation: number;
  readonly own_changed: number;
  readonly removed_seq: number | null;
  readonly removed_title: string | null;
  readonly from_chapter: number;
  readonly mentions: number;
  readonly first_mention: number | null;
  readonly keeps_head: number;
}
/** Messages of others that an account has not read. */
const UNREAD = `s.author <> m.account and s.deleted = 0 and s.quiet = 0
  and s.author not in (select b.blocked from blocks b where b.blocker = m.account and b.active = 1)`;
const MENTIONS = `mentions n join stamps s on s.conversation = n.conversation and s.seq = n.seq
  where n.conversation = m.conversation and n.account in (0, m.account) and n.seq > m.read and ${UNREAD}`;

/** The conversations of pages, and the askers' rows in them. */
export const CONVERSATION_READS = {
  conversations: readRows<[number], ConversationColumns>(
    { id: 'integer' },
    (input) => `select c.id, c.public_id, c.kind, c.title, c.created_at, c.seq, c.version, c.disappear, c.large,
       c.unanswered, c.deleted_at, c.picture, c.rights, c.history, ${HEAD_COLUMNS}
     from ${input} join conversations c on c.id = input.id`,
  ),
  own: readRows<[number, number, number], OwnColumns>(
    { place: 'integer', conversation: 'integer', account: 'integer' },
    (input) => `select input.place, m.conversation, ${MEMBERSHIP}, m.own_changed, m.removed_seq, m.removed_title,
       m.from_chapter,
       (select count(*) from (select distinct n.seq from ${MENTIONS} limit ${FEED_LIMITS.unread}) n) as mentions,
       (select min(n.seq) from ${MENTIONS}) as first_mention,
       case when exists (select 1 from kept_heads k where k.conversation = m.conversation and k.account = m.account)
         then 1 else 0 end as keeps_head
     from ${input} join memberships m on m.conversation = input.conversation and m.account = input.account`,
  ),
};

export interface MemberColumns extends MembershipColumns, PersonColumns {
  readonly conversation: number;
  readonly since: number;
  readonly hide_read: number;
}
const PART = { conversation: 'integer', since: 'integer' } as const;
const MEMBER = { conversation: 'integer', account: 'integer' } as const;

/** What changed within conversations; the same for all askers with the same cursor. */
export const PART_READS = {
  /** Messages that may be unread, by author: between two places up to which askers have read. */
  unread: readRows<[number, number, number], AuthorCount>(
    { conversation: 'integer', after: 'integer', upto: 'integer' },
    (input) => `select input.conversation, input.after, s.author, count(*) as count
     from ${input} join stamps s on s.conversation = input.conversation and s.seq > input.after and s.seq <= input.upto
     where s.deleted = 0 and s.quiet = 0 group by input.conversation, input.after, s.author`,
  ),
  members: readRows<[number, number], MemberColumns>(
    PART,
    (input) => `select input.conversation, input.since, ${PERSON}, a.hide_read, ${MEMBERSHIP}
     from ${input} join memberships m on m.conversation = input.conversation and ${newsOf('m')} > input.since
     join accounts a on a.number = m.account`,
  ),
  chapters: readRows<
    [number, number],
    { conversation: number; since: number; chapter: number; version: number; full: number; ranges: string }
  >(
    PART,
    (input) => `select input.conversation, input.since, h.chapter, h.version, h."full", h.ranges
     from ${input} join chapters h on h.conversation = input.conversation and h.changed > input.since`,
  ),
  requests: readRows<[number], { conversation: number; user_id: UserId; number: number; name: string; at: number }>(
    { conversation: 'integer' },
    (input) => `select r.conversation, a.user_id, a.number, a.name, r.at
     from ${input} join join_requests r on r.conversation = input.conversation
     join accounts a on a.number = r.account order by r.at, a.number`,
  ),
  keptHeads: readRows<[number, number], { conversation: number; account: number } & HeadColumns>(
    MEMBER,
    (input) => `select k.conversation, k.account, ${HEAD_COLUMNS} from ${input}
     join kept_heads k on k.conversation = input.conversation and k.account = input.account`,
  ),
};

/** Unread messages of askers who are too far behind to be counted together. */
export const READ_UNREAD_ALONE = readRows<[number, number], { conversation: number; account: number; unread: number }>(
  MEMBER,
  (input) => `select m.conversation, m.account, (select count(*) from (select 1 from stamps s
      where s.conversation = m.conversation and s.seq > m.read and ${UNREAD} limit ${FEED_LIMITS.unread}) u) as unread
   from ${input} join memberships m on m.conversation = input.conversation and m.account = input.account`,
);

const PAIR = { account: 'integer', other: 'integer' } as const;
type Pair = { readonly account: number; readonly other: number };

/** What accounts may know of the people that pages show. */
export const SIGHT_READS = {
  /** People who have not answered the account, or not accepted a group with it. */
  unanswering: readRows<[number, number], Pair>(
    PAIR,
    (input) => `select input.account, input.other from ${input}
     where exists (select 1 from conversations c where c.created_by = input.account and c.unanswered = input.other)
       or exists (select 1 from memberships theirs join memberships mine on mine.conversation = theirs.conversation
           and mine.account = input.account and mine.removed_at is null
         where theirs.account = input.other and theirs.asked_by is not null and theirs.removed_at is null)`,
  ),
  keptMarks: readRows<
    [number, number, number],
    { viewer: number; account: number; conversation: number; delivered: number; read: number; changed: number }
  >(
    { viewer: 'integer', account: 'integer', conversation: 'integer' },
    (input) => `select k.viewer, k.account, k.conversation, k.delivered, k.read, k.changed from ${input}
     join kept_marks k on k.viewer = input.viewer and k.account = input.account and k.conversation = input.conversation`,
  ),
};

/** Of these pairs: those that share a conversation which both have accepted. */
export const READ_ACQUAINTED = readRows<[number, number], Pair>(
  PAIR,
  (input) => `select input.account, input.other from ${input} where exists (
     select 1 from memberships mine join memberships theirs on theirs.conversation = mine.conversation
     join conversations c on c.id = mine.conversation
     where mine.account = input.account and theirs.account = input.other and mine.removed_at is null
       and theirs.removed_at is null and mine.asked_by is null and theirs.asked_by is null and c.unanswered is null)`,
);
