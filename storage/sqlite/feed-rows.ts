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
  readonly read: number;
  readonly joined: number;
  readonly removed_at: number | null;
  readonly removed_seq: number | null;
  readonly removed_title: string | null;
  /** Its newest change, as far as it concerns them. */
  readonly change: number;
}

interface MemberRow extends PersonFact {
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

export const createFeedRows = (database: DatabaseSync) => {
  const account = prepare<[UserId], { number: number }>(database, 'select number from accounts where user_id = ?');
  const changed = prepare<[number, number, number], MyConversation>(
    database,
    `select c.id, public_id, kind, title, created_at, seq, version, ${HEAD_COLUMNS},
       m.read, m.joined, m.removed_at, m.removed_seq, m.removed_title,
       case when m.removed_at is null then c.changed else m.changed end as change
     from memberships m join conversations c on c.id = m.conversation
     where m.account = ? and case when m.removed_at is null then c.changed else m.changed end > ?
     order by change limit ?`,
  );
  const members = prepare<[number, number], MemberRow>(
    database,
    `select user_id as userId, number, name, role, delivered, read, joined, removed_at
     from memberships m join accounts a on a.number = m.account
     where m.conversation = ? and m.changed > ? order by number`,
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
  const anyAccount = prepare<[number], { one: 1 }>(database, 'select 1 as one from accounts where changed > ? limit 1');
  const people = prepare<[number, number, number], PersonFact>(
    database,
    `select user_id as userId, number, name from accounts where changed > ? and (number = ? or number in (
       select other.account from memberships mine join memberships other on other.conversation = mine.conversation
       where mine.account = ? and mine.removed_at is null)) order by changed`,
  );

  return {
    account: (userId: UserId): number | undefined => account.get(userId)?.number,
    /** By change, oldest first. */
    changed: (me: number, after: number, limit: number): MyConversation[] => changed.all(me, after, limit),
    members: (conversation: number, after: number): { joined: number; member: MemberFact; person: PersonFact }[] =>
      members.all(conversation, after).map(({ userId, number, name, role, delivered, read, joined, removed_at }) => ({
        joined,
        member: { userId, number, role, delivered, read, ...(removed_at === null ? {} : { removedAt: removed_at }) },
        person: { userId, number, name },
      })),
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
        mentions: 0,
        disappear: 0,
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
      members: [],
      chapters: [],
      removedAt: row.removed_at ?? 0,
    }),
    /** Who shares a conversation with the account, and the account itself, if they changed. */
    people: (me: number, after: number): PersonFact[] =>
      anyAccount.get(after) === undefined ? [] : people.all(after, me, me).map((person) => ({ ...person })),
  };
};
