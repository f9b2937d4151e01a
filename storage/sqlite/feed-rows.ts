import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type {
  ChapterFact,
  ConversationFact,
  HeadFact,
  MemberFact,
  PersonFact,
  Role,
} from '../../shared/protocol/facts.ts';
import { parseRanges } from './chapter-directory.ts';
import { HEAD_COLUMNS, type HeadColumns, headOf } from './conversation-rows.ts';
import { prepare } from './statement.ts';
import { ulidFromBytes } from './ulid-bytes.ts';

/** Counting stops here: "999+" needs no more, and a page of long-unread conversations stays cheap. */
const MOST_UNREAD = 1_000;

/** A conversation as one of its members, or former members, may see it. */
export interface MyConversation extends HeadColumns {
  readonly id: number;
  readonly public_id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly title: string | null;
  readonly created_at: number;
  readonly seq: number;
  readonly version: number;
  readonly disappear: number;
  readonly large: number;
  readonly read: number;
  readonly joined: number;
  readonly removed_at: number | null;
  readonly removed_seq: number | null;
  readonly removed_title: string | null;
  /** Its newest change, as far as it concerns them. */
  readonly change: number;
}

interface PersonRow {
  readonly userId: UserId;
  readonly number: number;
  readonly name: string;
  readonly username: string | null;
  readonly seen_at: number | null;
  readonly hide_seen: number;
  readonly picture: string | null;
  readonly status_text: string | null;
  readonly status_until: number | null;
}

interface MemberRow extends PersonRow {
  readonly hide_read: number;
  readonly role: Role;
  readonly delivered: number;
  readonly read: number;
  readonly joined: number;
  readonly removed_at: number | null;
}

const headFact = (row: HeadColumns): HeadFact | undefined => {
  const head = headOf(row);
  if (head === undefined) return undefined;
  const { id, text, ...rest } = head;
  return { ...rest, id: ulidFromBytes(id), ...(text === undefined ? {} : { text }) };
};

const PERSON_COLUMNS =
  'user_id as userId, number, name, username, seen_at, hide_seen, picture, status_text, status_until';

const personFact = ({ userId, number, name, ...row }: PersonRow): PersonFact => ({
  userId,
  number,
  name,
  ...(row.seen_at === null || row.hide_seen === 1 ? {} : { seenAt: row.seen_at }),
  ...(row.username === null ? {} : { username: row.username }),
  ...(row.picture === null ? {} : { picture: row.picture }),
  ...(row.status_text === null
    ? {}
    : { status: { text: row.status_text, ...(row.status_until === null ? {} : { until: row.status_until }) } }),
});

/** Who asks, and whether they want to know who has read what. */
export interface Asker {
  readonly number: number;
  readonly hides: boolean;
}

export const createFeedRows = (database: DatabaseSync) => {
  const account = prepare<[UserId], { number: number; hide_read: number }>(
    database,
    'select number, hide_read from accounts where user_id = ?',
  );
  const changed = prepare<[number, number, number], MyConversation>(
    database,
    `select c.id, public_id, kind, title, created_at, seq, version, disappear, large, ${HEAD_COLUMNS},
       m.read, m.joined, m.removed_at, m.removed_seq, m.removed_title,
       case when m.removed_at is null then max(c.changed, m.own_changed) else m.changed end as change
     from memberships m join conversations c on c.id = m.conversation
     where m.account = ? and case when m.removed_at is null then max(c.changed, m.own_changed) else m.changed end > ?
     order by change limit ?`,
  );
  const members = prepare<[number, number, number, number], MemberRow>(
    database,
    `select ${PERSON_COLUMNS}, hide_read, role, delivered, read, joined, removed_at
     from memberships m join accounts a on a.number = m.account
     where m.conversation = ? and (m.changed > ? or (m.account = ? and m.own_changed > ?)) order by number`,
  );
  const chapters = prepare<[number, number], { chapter: number; version: number; full: number; ranges: string }>(
    database,
    'select chapter, version, full, ranges from chapters where conversation = ? and changed > ? order by chapter',
  );
  const unread = prepare<[number, number, number], { count: number }>(
    database,
    `select count(*) as count from (
       select 1 from stamps where conversation = ? and seq > ? and author <> ? and deleted = 0 limit ${MOST_UNREAD})`,
  );
  const mentions = prepare<[number, number, number, number], { count: number; first: number | null }>(
    database,
    `select count(*) as count, min(seq) as first from (
       select distinct n.seq as seq from mentions n join stamps s on s.conversation = n.conversation and s.seq = n.seq
       where n.conversation = ? and n.account in (0, ?) and n.seq > ? and s.author <> ? and s.deleted = 0
       order by n.seq limit ${MOST_UNREAD})`,
  );
  const anyAccount = prepare<[number], { one: 1 }>(database, 'select 1 as one from accounts where changed > ? limit 1');
  const people = prepare<[number, number, number], PersonRow>(
    database,
    `select ${PERSON_COLUMNS} from accounts where changed > ? and (number = ? or number in (
       select other.account from memberships mine join memberships other on other.conversation = mine.conversation
       where mine.account = ? and mine.removed_at is null)) order by changed`,
  );

  return {
    account: (userId: UserId): Asker | undefined => {
      const row = account.get(userId);
      return row === undefined ? undefined : { number: row.number, hides: row.hide_read === 1 };
    },
    /** By change, oldest first. */
    changed: (me: number, after: number, limit: number): MyConversation[] => changed.all(me, after, limit),
    members: (
      { id, large }: MyConversation,
      me: Asker,
      after: number,
    ): { joined: number; member: MemberFact; person: PersonFact }[] =>
      members.all(id, after, me.number, after).map((row) => {
        const { userId, number, role, joined, removed_at } = row;
        const own = number === me.number;
        const delivered = own || large === 0 ? row.delivered : 0;
        const read = own || (large === 0 && !me.hides && row.hide_read === 0) ? row.read : 0;
        const removed = removed_at === null ? {} : { removedAt: removed_at };
        return { joined, member: { userId, number, role, delivered, read, ...removed }, person: personFact(row) };
      }),
    chapters: (conversation: number, after: number): ChapterFact[] =>
      chapters.all(conversation, after).map(({ chapter, version, full, ranges }) => ({
        chapter,
        version,
        full: full === 1,
        ranges: parseRanges(ranges).map(([first, last]) => [first, last]),
      })),
    fact: (
      row: MyConversation,
      me: number,
      memberFacts: MemberFact[],
      chapterFacts: ChapterFact[],
    ): ConversationFact => {
      const head = headFact(row);
      const named = mentions.get(row.id, me, row.read, me);
      return {
        id: row.public_id,
        kind: row.kind,
        ...(row.title === null ? {} : { name: row.title }),
        createdAt: row.created_at,
        seq: row.seq,
        version: row.version,
        ...(head === undefined ? {} : { head }),
        read: row.read,
        unread: unread.get(row.id, row.read, me)?.count ?? 0,
        mentions: named?.count ?? 0,
        ...(typeof named?.first === 'number' ? { mentionSeq: named.first } : {}),
        disappear: row.disappear,
        rights: {},
        history: 'all',
        from: 0,
        requests: [],
        members: memberFacts,
        chapters: chapterFacts,
      };
    },
    /** All that someone who was removed still learns: that they were, and what they knew then. */
    departure: (row: MyConversation): ConversationFact => ({
      id: row.public_id,
      kind: row.kind,
      ...(row.removed_title === null ? {} : { name: row.removed_title }),
      createdAt: row.created_at,
      seq: row.removed_seq ?? 0,
      version: 0,
      read: row.read,
      unread: 0,
      mentions: 0,
      disappear: 0,
      rights: {},
      history: 'all',
      from: 0,
      requests: [],
      members: [],
      chapters: [],
      removedAt: row.removed_at ?? 0,
    }),
    /** Who shares a conversation with the account, and the account itself, if they changed. */
    people: (me: number, after: number): PersonFact[] =>
      anyAccount.get(after) === undefined ? [] : people.all(after, me, me).map(personFact),
  };
};
