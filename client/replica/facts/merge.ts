import { isWebhookId } from '../../../shared/ids/account.ts';
import type { ChapterFact, ConversationFact, FeedPage, MemberFact } from '../../../shared/protocol/facts.ts';
import type { FactRecord } from '../records.ts';

const mergeMembers = (mine: readonly MemberFact[], theirs: readonly MemberFact[], newer: boolean): MemberFact[] => {
  const byUser = new Map(mine.map((member) => [member.userId, member]));
  for (const member of theirs) {
    const known = byUser.get(member.userId);
    if (known === undefined) byUser.set(member.userId, member);
    else
      byUser.set(member.userId, {
        ...(newer ? member : known),
        delivered: Math.max(known.delivered, member.delivered),
        read: Math.max(known.read, member.read),
      });
  }
  return [...byUser.values()];
};

/**
 * A restored server tells all it knows, and a group that takes one in again tells all its members: who is not among them
 * is no member any more. To who is out of it no members are told.
 */
const stillKnown = ({ cursor, members, removedAt }: FactRecord, row: ConversationFact, newer: boolean) => {
  const isAllTold = row.removedAt === undefined && (cursor === 0 || (newer && removedAt !== undefined));
  if (!isAllTold) return members;
  const told = new Set(row.members.map(({ userId }) => userId));
  return members.filter(({ userId }) => told.has(userId));
};

const mergeChapters = (mine: readonly ChapterFact[], theirs: readonly ChapterFact[]): ChapterFact[] => {
  const byNumber = new Map(mine.map((chapter) => [chapter.chapter, chapter]));
  for (const chapter of theirs) {
    const known = byNumber.get(chapter.chapter);
    if (known === undefined || chapter.version >= known.version)
      byNumber.set(chapter.chapter, { ...chapter, full: chapter.full || known?.full === true });
  }
  return [...byNumber.values()].sort((a, b) => a.chapter - b.chapter);
};

/**
 * What is known of a conversation after one more row of the feed. Late and repeated rows do no harm: watermarks are
 * joined with max(), the rest follows the newer cursor.
 */
export const mergeConversation = (
  known: FactRecord | undefined,
  row: ConversationFact,
  cursor: number,
  me: number,
): FactRecord => {
  const merged = mergeRow(known, row, cursor);
  const others = merged.members.filter(
    ({ userId, number, removedAt }) => number !== me && removedAt === undefined && !isWebhookId(userId),
  );
  if (others.length === 0) return merged;
  return {
    ...merged,
    allDelivered: Math.max(
      merged.allDelivered,
      Math.min(...others.map(({ delivered, read }) => Math.max(delivered, read))),
    ),
    allRead: Math.max(merged.allRead, Math.min(...others.map(({ read }) => read))),
  };
};

const mergeRow = (known: FactRecord | undefined, row: ConversationFact, cursor: number): FactRecord => {
  // Recreated on a restored server, it counts from the beginning: earlier counts mean nothing.
  const isAnew = known?.cursor === 0 && row.removedAt === undefined && row.createdAt !== known.createdAt;
  if (known === undefined || isAnew) return { ...row, cursor, allDelivered: 0, allRead: 0 };
  // A restored server sends everything it has; anything else is sent again by devices, or lost.
  const isRestored = known.cursor === 0 && row.removedAt === undefined;
  const newer = cursor >= known.cursor;
  const { removedAt: _, head: __, ...base } = newer ? row : known;
  const from = newer ? row : known;
  const head =
    isRestored || ((row.head?.seq ?? -1) >= (known.head?.seq ?? -1) && (newer || row.head?.seq !== known.head?.seq))
      ? row.head
      : known.head;
  return {
    ...base,
    seq: Math.max(known.seq, row.seq),
    version: Math.max(known.version, row.version),
    read: Math.max(known.read, row.read),
    members: mergeMembers(stillKnown(known, row, newer), row.members, newer),
    chapters: mergeChapters(isRestored ? [] : known.chapters, row.chapters),
    cursor: Math.max(cursor, known.cursor),
    allDelivered: known.allDelivered,
    allRead: known.allRead,
    ...(head === undefined ? {} : { head }),
    ...(from.removedAt === undefined ? {} : { removedAt: from.removedAt }),
    // Facts of a group that the person has left no longer name its picture; the device keeps the one it had.
    ...(row.removedAt !== undefined && known.picture !== undefined ? { picture: known.picture } : {}),
  };
};

/** The conversations of a page, merged with what is known of them. */
export const mergePage = (
  known: ReadonlyMap<string, FactRecord>,
  page: FeedPage,
  me: number,
): Map<string, FactRecord> => {
  const changed = new Map<string, FactRecord>();
  for (const row of page.conversations)
    changed.set(row.id, mergeConversation(changed.get(row.id) ?? known.get(row.id), row, page.cursor, me));
  return changed;
};
