import type { ConversationFact } from '../../shared/protocol/facts.ts';
import { parseRanges } from '../rules/chapter-ranges.ts';
import type { ConversationNews } from '../rules/feed-changes.ts';
import type {
  ChangedPerson,
  FeedChapter,
  FeedConversation,
  FeedMember,
  OwnMembership,
  ShownPerson,
} from '../rules/feed-facts.ts';
import type {
  AskerColumns,
  ChangedPersonColumns,
  ConversationColumns,
  MemberColumns,
  NewsColumns,
  OwnColumns,
  PersonColumns,
} from './feed-reads.ts';
import { headOf } from './head-columns.ts';

export const newsOf = (row: NewsColumns): ConversationNews => ({
  conversation: row.conversation,
  changed: row.changed,
  ownChanged: row.own_changed,
  marksChanged: row.marks_changed,
  memberChanged: row.member_changed,
  unanswered: row.unanswered,
  askedBy: row.asked_by,
  isRemoved: row.removed === 1,
  removedBy: row.removed_by,
});

const personOf = (row: PersonColumns): ShownPerson => ({
  userId: row.user_id,
  number: row.number,
  name: row.name,
  username: row.username,
  seenAt: row.seen_at,
  hidesSeen: row.hide_seen === 1,
  picture: row.picture,
  statusText: row.status_text,
  statusUntil: row.status_until,
  isGone: row.gone === 1,
});

export const changedPersonOf = (row: ChangedPersonColumns): ChangedPerson => ({
  ...personOf(row),
  isNews: row.news === 1,
  changed: row.changed,
});

/** The asker, if they changed. */
export const changedAsker = (row: AskerColumns, since: number): ChangedPerson[] =>
  row.changed > since || row.seen_changed > since
    ? [{ ...personOf(row), isNews: row.changed > since, changed: row.changed }]
    : [];

export const conversationOf = (row: ConversationColumns): FeedConversation => ({
  id: row.id,
  publicId: row.public_id,
  kind: row.kind,
  title: row.title,
  createdAt: row.created_at,
  seq: row.seq,
  version: row.version,
  disappear: row.disappear,
  isLarge: row.large === 1,
  unanswered: row.unanswered,
  picture: row.picture,
  rights: JSON.parse(row.rights) as ConversationFact['rights'],
  history: row.history,
  deletedAt: row.deleted_at,
  head: headOf(row),
});

export const ownMembershipOf = (row: OwnColumns): OwnMembership => ({
  role: row.role,
  read: row.read,
  joined: row.joined,
  fromChapter: row.from_chapter,
  askedBy: row.asked_by,
  removedAt: row.removed_at,
  removedSeq: row.removed_seq,
  removedTitle: row.removed_title,
  removedBy: row.removed_by,
});

type OfMember = Omit<MemberColumns, 'conversation' | 'since'>;

export const memberOf = (row: OfMember): FeedMember => ({
  ...personOf(row),
  hidesRead: row.hide_read === 1,
  role: row.role,
  delivered: row.delivered,
  read: row.read,
  joined: row.joined,
  removedAt: row.removed_at,
  removedBy: row.removed_by,
  askedBy: row.asked_by,
  changed: row.changed,
});

export const chapterOf = (row: {
  readonly chapter: number;
  readonly version: number;
  readonly full: number;
  readonly ranges: string;
}): FeedChapter => ({
  chapter: row.chapter,
  version: row.version,
  isFull: row.full === 1,
  ranges: parseRanges(row.ranges),
});
