import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { History, Role } from '../../shared/protocol/facts.ts';
import { readRows } from './statements.ts';

export interface GroupColumns {
  readonly id: number;
  readonly public_id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly title: string | null;
  readonly seq: number;
  readonly rights: string;
  readonly history: History;
  readonly newest_chapter: number;
  readonly large: number;
  readonly unanswered: number | null;
  readonly unheard: number;
  readonly deleted_at: number | null;
  readonly requests: number;
}

/** An account beside a conversation. */
export interface PersonColumns {
  readonly account: number;
  readonly user_id: UserId;
  readonly name: string;
  readonly role: Role | null;
  readonly asked_by: number | null;
  readonly removed_at: number | null;
  readonly removed_by: number | null;
  readonly link: string | null;
  readonly used: number | null;
  readonly declined_at: number | null;
}

const CONVERSATION = { conversation: 'text' } as const;
const PERSON = { conversation: 'text', user_id: 'text' } as const;

/** What an act on a conversation reads, by the public ids of the conversation and of people. */
export const GROUP_READS = {
  groups: readRows<[ConversationId], GroupColumns>(
    CONVERSATION,
    (input) => `select c.id, c.public_id, c.kind, c.title, c.seq, c.rights, c.history, c.newest_chapter, c.large,
       c.unanswered, c.unheard, c.deleted_at,
       (select count(*) from join_requests r where r.conversation = c.id) as requests
     from ${input} join conversations c on c.public_id = input.conversation`,
  ),
  /** The actor and the target. */
  people: readRows<[ConversationId, UserId], PersonColumns>(
    PERSON,
    (input) => `select a.number as account, a.user_id, a.name, m.role, m.asked_by, m.removed_at, m.removed_by,
       r.link, l.used, d.at as declined_at
     from ${input} join conversations c on c.public_id = input.conversation
     join accounts a on a.user_id = input.user_id
     left join memberships m on m.conversation = c.id and m.account = a.number
     left join join_requests r on r.conversation = c.id and r.account = a.number
     left join group_links l on l.id = r.link
     left join declined_requests d on d.conversation = c.id and d.account = a.number`,
  ),
  /** Members who have not accepted; all of them where `every` is 1. */
  members: readRows<
    [ConversationId, 0 | 1],
    { conversation: number; account: number; user_id: UserId; asked_by: number | null }
  >(
    { ...CONVERSATION, every: 'integer' },
    (input) => `select m.conversation, m.account, a.user_id, m.asked_by
     from ${input} join conversations c on c.public_id = input.conversation
     join memberships m on m.conversation = c.id and m.removed_at is null
       and (m.asked_by is not null or input.every = 1)
     join accounts a on a.number = m.account order by m.conversation, m.account`,
  ),
  /** All member ids, joined with spaces: one row costs a third of one row each. */
  ids: readRows<[ConversationId], { conversation: number; ids: string }>(
    CONVERSATION,
    (input) => `select c.id as conversation, string_agg(a.user_id, ' ') as ids
     from ${input} join conversations c on c.public_id = input.conversation
     join memberships m on m.conversation = c.id and m.removed_at is null
     join accounts a on a.number = m.account group by c.id`,
  ),
  /** The newest chapter, and all that take messages: only where a new member may close them. */
  chapters: readRows<[ConversationId], { conversation: number; chapter: number; closed: number; blank: number }>(
    CONVERSATION,
    (input) => `select h.conversation, h.chapter, h.closed, case when h.ranges = '[]' then 1 else 0 end as blank
     from ${input} join conversations c on c.public_id = input.conversation and c.history = 'joining'
     join chapters h on h.conversation = c.id and (h.closed = 0 or h.chapter = c.newest_chapter)`,
  ),
  /** What the actor has shown to members of a group where nobody has accepted. */
  shown: readRows<[ConversationId, UserId], { target: number; acts: number }>(
    PERSON,
    (input) => `select s.target, s.acts
     from ${input} join conversations c on c.public_id = input.conversation and c.unheard = 1
     join accounts a on a.user_id = input.user_id
     join memberships m on m.conversation = c.id
     join stranger_acts s on s.writer = a.number and s.target = m.account`,
  ),
};

const by = `m.account = who.number and m.asked_by = other.number`;

/** What people know of the person who adds them to a group. */
export const ACQUAINTANCES = readRows<
  [UserId, UserId],
  { who: UserId; knows: number; blocks: number; asked: number; waiting: number; shown: number }
>(
  { who: 'text', other: 'text' },
  (input) => `select who.user_id as who,
     case when exists (select 1 from memberships mine join conversations c on c.id = mine.conversation
       join memberships theirs on theirs.conversation = c.id and theirs.account = other.number
       where mine.account = who.number and c.kind = 'direct' and (c.unanswered is null or c.unanswered <> mine.account))
       then 1 else 0 end as knows,
     case when exists (select 1 from blocks b where b.blocker = who.number and b.blocked = other.number and b.active = 1)
       then 1 else 0 end as blocks,
     (select count(*) from memberships m where ${by}) as asked,
     (select count(*) from memberships m where ${by} and m.removed_at is null) as waiting,
     coalesce((select s.acts from stranger_acts s where s.writer = other.number and s.target = who.number), 0) as shown
   from ${input} join accounts who on who.user_id = input.who join accounts other on other.user_id = input.other`,
);

export interface LinkColumns {
  readonly id: string;
  readonly conversation: ConversationId;
  readonly title: string | null;
  readonly picture: string | null;
  readonly rights: string;
  readonly approval: number;
  readonly expires_at: number | null;
  readonly uses: number | null;
  readonly used: number;
  readonly created_at: number;
  readonly name: string;
  readonly role: Role | null;
  readonly members: number;
}

const LINK = `l.id, c.public_id as conversation, c.title, c.picture, c.rights, l.approval, l.expires_at, l.uses, l.used,
  l.created_at, a.name, m.role`;
const MAKER = `join accounts a on a.number = l.account
  left join memberships m on m.conversation = l.conversation and m.account = l.account and m.removed_at is null`;

export const LINKS_OF_GROUP = readRows<[ConversationId], Omit<LinkColumns, 'members'>>(
  CONVERSATION,
  (input) => `select ${LINK} from ${input} join conversations c on c.public_id = input.conversation
   join group_links l on l.conversation = c.id ${MAKER} order by l.created_at, l.id`,
);

export const LINK_BY_DIGEST = readRows<[Uint8Array], LinkColumns>(
  { digest: 'bytes' },
  (input) => `select ${LINK},
     (select count(*) from memberships n where n.conversation = c.id and n.removed_at is null) as members
   from ${input} join group_links l on l.digest = input.digest join conversations c on c.id = l.conversation ${MAKER}`,
);
