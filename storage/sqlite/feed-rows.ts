import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type {
  ChapterFact,
  ConversationFact,
  HeadFact,
  History,
  MemberFact,
  PersonFact,
  Role,
} from '../../shared/protocol/facts.ts';
import { parseRanges } from '../rules/chapter-ranges.ts';
import { answersRequests } from '../rules/decide-group-links.ts';
import type { Sight } from '../rules/sight.ts';
import { HEAD_COLUMNS, type HeadColumns, headOf } from '../sql/head-columns.ts';
import { ulidFromBytes } from '../ulid-bytes.ts';
import { createSightReader } from './sight.ts';
import { prepare } from './statement.ts';

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
  readonly unanswered: number | null;
  readonly read: number;
  readonly joined: number;
  readonly removed_at: number | null;
  readonly removed_seq: number | null;
  readonly removed_title: string | null;
  readonly removed_by: number | null;
  readonly deleted_at: number | null;
  readonly picture: string | null;
  readonly rights: string;
  readonly history: History;
  /** The asker's own. */
  readonly role: Role;
  readonly asked_by: number | null;
  readonly from_chapter: number;
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
  readonly gone: number;
}

interface MemberRow extends PersonRow {
  readonly hide_read: number;
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

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const headFact = (row: HeadColumns): HeadFact | undefined => {
  const head = headOf(row);
  if (head === undefined) return undefined;
  const { id, entry, edit, ...rest } = head;
  return {
    ...rest,
    id: ulidFromBytes(id),
    ...(entry === undefined ? {} : { entry: base64(entry) }),
    ...(edit === undefined ? {} : { edit: base64(edit) }),
  };
};

const PERSON_COLUMNS =
  'user_id as userId, number, name, username, seen_at, hide_seen, picture, status_text, status_until, gone';

const personFact = ({ userId, number, name, ...row }: PersonRow, sight: Sight): PersonFact => {
  const seenAt = row.hide_seen === 1 ? null : sight.seenAt(number, row.seen_at);
  return {
    userId,
    number,
    name,
    ...(seenAt === null ? {} : { seenAt }),
    ...(sight.blocks(number) ? { blocked: true as const } : {}),
    ...(row.gone === 1 ? { gone: true as const } : {}),
    ...(row.username === null ? {} : { username: row.username }),
    ...(row.picture === null ? {} : { picture: row.picture }),
    ...(row.status_text === null
      ? {}
      : { status: { text: row.status_text, ...(row.status_until === null ? {} : { until: row.status_until }) } }),
  };
};

const removedBy = ({ removed_by }: { readonly removed_by: number | null }): { removedBy?: number } =>
  removed_by === null ? {} : { removedBy: removed_by };

/** A direct conversation tells both who has not answered, a group only those who were asked, and by whom. */
const unansweredIn = (
  { asked_by, unanswered }: MyConversation,
  me: number,
): Pick<ConversationFact, 'addedBy' | 'unanswered'> => {
  if (asked_by !== null) return { unanswered: me, addedBy: asked_by };
  return unanswered === null ? {} : { unanswered };
};

/** Who asks, and whether they want to know who has read what. */
export interface Asker {
  readonly number: number;
  readonly hides: boolean;
  readonly sight: Sight;
}

export const createFeedRows = (database: DatabaseSync) => {
  const account = prepare<[UserId], { number: number; hide_read: number }>(
    database,
    'select number, hide_read from accounts where user_id = ?',
  );
  const sightOf = createSightReader(database);
  // Marks that the asker is not told of are no change: else being pushed nothing would say that somebody is there.
  const change = `case when m.removed_at is not null then m.changed
     else max(c.changed, m.own_changed, case
       when c.unanswered is not null and c.unanswered <> m.account then 0
       when ? = 0 then c.marks_changed
       else (select coalesce(max(x.marks_changed), 0) from memberships x where x.conversation = c.id and x.account not in
         (select blocker from blocks where blocked = m.account and active = 1)) end) end`;
  // A group into which a blocked person put the asker is not there; one they were asked into and removed from again is
  // news for devices that were told of it.
  const changed = prepare<[number, number, number, number, number], MyConversation>(
    database,
    `select * from (
       select c.id, public_id, kind, title, created_at, seq, version, disappear, large, unanswered, ${HEAD_COLUMNS},
         c.picture, rights, history, deleted_at, role, asked_by, from_chapter,
         m.read, m.joined, m.removed_at, m.removed_seq, m.removed_title, m.removed_by, ${change} as change
       from memberships m join conversations c on c.id = m.conversation where m.account = ?
         and (m.asked_by is null or m.removed_by = m.account or case when m.removed_at is null
           then m.asked_by not in (select blocked from blocks where blocker = m.account and active = 1)
           else ? > 0 end))
     where change > ? order by change limit ?`,
  );
  const members = prepare<[number, number, number, number, number], MemberRow>(
    database,
    `select ${PERSON_COLUMNS}, hide_read, role, delivered, read, joined, removed_at, removed_by, asked_by, m.changed, m.marks_changed
     from memberships m join accounts a on a.number = m.account
     where m.conversation = ? and (m.changed > ? or m.marks_changed > ? or (m.account = ? and m.own_changed > ?))
     order by number`,
  );
  const requests = prepare<[number, number], { userId: UserId; number: number; name: string; at: number }>(
    database,
    `select user_id as userId, number, name, at from join_requests r join accounts a on a.number = r.account
     where conversation = ? and number not in (select blocked from blocks where blocker = ? and active = 1)
     order by at, number`,
  );
  const chapters = prepare<
    [number, number, number],
    { chapter: number; version: number; full: number; ranges: string }
  >(
    database,
    `select chapter, version, full, ranges from chapters
     where conversation = ? and changed > ? and chapter >= ? order by chapter`,
  );
  const unread = prepare<[number, number, number, number], { count: number }>(
    database,
    `select count(*) as count from (
       select 1 from stamps where conversation = ? and seq > ? and author <> ? and deleted = 0 and quiet = 0
         and author not in (select blocked from blocks where blocker = ? and active = 1) limit ${MOST_UNREAD})`,
  );
  const mentions = prepare<[number, number, number, number, number], { count: number; first: number | null }>(
    database,
    `select count(*) as count, min(seq) as first from (
       select distinct n.seq as seq from mentions n join stamps s on s.conversation = n.conversation and s.seq = n.seq
       where n.conversation = ? and n.account in (0, ?) and n.seq > ? and s.author <> ? and s.deleted = 0 and s.quiet = 0
         and s.author not in (select blocked from blocks where blocker = ? and active = 1)
       order by n.seq limit ${MOST_UNREAD})`,
  );
  const keptHead = prepare<[number, number], HeadColumns>(
    database,
    `select ${HEAD_COLUMNS} from kept_heads where conversation = ? and account = ?`,
  );
  const anyone = prepare<[number, number, number, number], { one: 1 }>(
    database,
    `select 1 as one where exists (select 1 from accounts where changed > ?)
       or exists (select 1 from accounts where seen_changed > ?)
       or exists (select 1 from blocks where blocker = ? and changed > ?)`,
  );
  const people = prepare<
    [number, number, number, number, number, number, number, number, number],
    PersonRow & { readonly told: 0 | 1 }
  >(
    database,
    `select ${PERSON_COLUMNS}, changed > ? or number in (select blocked from blocks where blocker = ? and changed > ?) as told
     from accounts where number in (select blocked from blocks where blocker = ? and changed > ?)
       or (changed > ? or seen_changed > ?) and (number = ? or number in (
         select other.account from memberships mine join memberships other on other.conversation = mine.conversation
         where mine.account = ? and mine.removed_at is null)) order by changed`,
  );

  return {
    account: (userId: UserId): Asker | undefined => {
      const row = account.get(userId);
      return row === undefined
        ? undefined
        : { number: row.number, hides: row.hide_read === 1, sight: sightOf(row.number) };
    },
    /** By change, oldest first. */
    changed: ({ number, sight }: Asker, after: number, limit: number): MyConversation[] =>
      changed.all(sight.isKept ? 1 : 0, number, after, after, limit),
    members: (
      { id, large, unanswered }: MyConversation,
      { number: me, hides, sight }: Asker,
      after: number,
    ): { joined: number; member: MemberFact; person: PersonFact }[] =>
      members.all(id, after, after, me, after).flatMap((row) => {
        const { userId, number, role, joined, removed_at, removed_by } = row;
        const silent = row.asked_by === null ? unanswered : number;
        if (row.changed <= after && !sight.follows(number, silent)) return [];
        const own = number === me;
        const told = own || large === 0 ? sight.marks(id, silent, number, row) : { delivered: 0, read: 0 };
        const read = own || (!hides && row.hide_read === 0) ? told.read : 0;
        const removed = removed_at === null ? {} : { removedAt: removed_at, ...removedBy({ removed_by }) };
        const member = { userId, number, role, delivered: told.delivered, read, ...removed };
        return [{ joined, member, person: personFact(row, sight) }];
      }),
    chapters: ({ id, from_chapter }: MyConversation, after: number): ChapterFact[] =>
      chapters.all(id, after, from_chapter).map(({ chapter, version, full, ranges }) => ({
        chapter,
        version,
        full: full === 1,
        ranges: parseRanges(ranges).map(([first, last]) => [first, last]),
      })),
    fact: (
      row: MyConversation,
      { number: me, sight }: Asker,
      memberFacts: MemberFact[],
      chapterFacts: ChapterFact[],
    ): ConversationFact => {
      // Not of a chapter that is closed to them.
      const newest = keptHead.get(row.id, me) ?? row;
      // While they were out of it nothing was kept for them.
      const isLeftOut = sight.blocks(newest.head_by ?? 0) || (newest.head_chapter ?? 0) < row.from_chapter;
      const head = isLeftOut ? undefined : headFact(newest);
      const named = mentions.get(row.id, me, row.read, me, me);
      const rights = JSON.parse(row.rights) as ConversationFact['rights'];
      const answers = answersRequests(row.kind, row.role, rights);
      return {
        id: row.public_id,
        kind: row.kind,
        ...(row.title === null ? {} : { name: row.title }),
        createdAt: row.created_at,
        seq: row.seq,
        version: row.version,
        ...(head === undefined ? {} : { head }),
        read: row.read,
        unread: unread.get(row.id, row.read, me, me)?.count ?? 0,
        mentions: named?.count ?? 0,
        ...(typeof named?.first === 'number' ? { mentionSeq: named.first } : {}),
        disappear: row.disappear,
        ...(row.picture === null ? {} : { picture: row.picture }),
        rights,
        history: row.history,
        from: row.from_chapter,
        requests: answers ? requests.all(row.id, me) : [],
        ...unansweredIn(row, me),
        members: memberFacts,
        chapters: chapterFacts,
      };
    },
    /** All that someone who was removed still learns: that they were, and what they knew then. */
    departure: (row: MyConversation, { number: me }: Asker): ConversationFact => ({
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
      ...removedBy(row),
      // They never were more than asked: nothing stays of it.
      ...(row.asked_by !== null && row.removed_by !== me ? { unanswered: me } : {}),
      ...(row.deleted_at !== null && row.deleted_at === row.removed_at ? { deleted: true } : {}),
    }),
    /** Who shares a conversation with the account, and the account itself, if they changed. */
    people: ({ number: me, sight }: Asker, after: number): PersonFact[] =>
      anyone.get(after, after, me, after) === undefined
        ? []
        : people
            .all(after, me, after, me, after, after, after, me, me)
            .filter(
              ({ told, number, seen_at }) =>
                told === 1 || (sight.follows(number, null) && sight.seenAt(number, seen_at) !== null),
            )
            .map((row) => personFact(row, sight)),
  };
};
