import * as v from 'valibot';
import { LIMITS } from './limits.ts';

/** Facts: rows only the server writes, as they reach a device. Schemas are for the device, which trusts no server blindly. */

export const ROLE = v.picklist(['owner', 'admin', 'member']);
export type Role = v.InferOutput<typeof ROLE>;

export const HISTORY = v.picklist(['all', 'joining']);
/** What new members of a group see: all messages, or those written after they joined. */
export type History = v.InferOutput<typeof HISTORY>;
export const isHistory = (value: unknown): value is History => v.is(HISTORY, value);

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const PERSON_FACT = v.object({
  userId: v.string(),
  /** Account number, as in `by` of an envelope. */
  number: count,
  name: v.string(),
  /** When a device of theirs was last connected, ms since 1970; absent: hidden, or never. */
  seenAt: v.optional(count),
  /** Chosen name for sign-in and search, lower case; absent: none. */
  username: v.optional(v.string()),
  /** SHA-256 of the profile picture's bytes, hex: `/api/pictures/<hash>`. */
  picture: v.optional(v.string()),
  /** What they say of themselves; `until`: ms since 1970, absent: without an end. */
  status: v.optional(v.object({ text: v.string(), until: v.optional(count) })),
  /** The account was deleted: nobody can sign in to it, and it has no name any more. */
  gone: v.optional(v.literal(true)),
  /** One blocks them. They are not told. */
  blocked: v.optional(v.literal(true)),
});
export type PersonFact = v.InferOutput<typeof PERSON_FACT>;

/** One envelope, base64. */
const ENTRY = v.pipe(v.string(), v.maxLength(2 * LIMITS.headEntryBytes));

/**
 * The newest message of a conversation: `entry` is its envelope and `edit` that of its latest edit. Both are absent when
 * it is deleted, or when one of them is too long to travel with the facts: then its chapter says what it is.
 */
const HEAD_FACT = v.object({
  id: v.string(),
  chapter: count,
  seq: count,
  by: count,
  /** Written, by the author's clock, and stamped, by the server's. ms since 1970. */
  at: count,
  stampedAt: count,
  entry: v.optional(ENTRY),
  edit: v.optional(ENTRY),
  deleted: v.boolean(),
});
export type HeadFact = v.InferOutput<typeof HEAD_FACT>;

export const MEMBER_FACT = v.object({
  userId: v.string(),
  number: count,
  role: ROLE,
  /**
   * Watermarks: everything up to this seq is on a device of theirs / was read by them. 0 where it is not told: read
   * receipts switched off (by them or by oneself), or a large group.
   */
  delivered: count,
  read: count,
  /** ms since 1970 when they left or were removed; absent for members. */
  removedAt: v.optional(count),
  /** Account number of who removed them; their own when they left. Absent for members. */
  removedBy: v.optional(count),
});
export type MemberFact = v.InferOutput<typeof MEMBER_FACT>;

/** One chapter: which version it is at and which seqs it holds (inclusive pairs; may name more than it holds). */
const CHAPTER_FACT = v.object({
  chapter: count,
  version: count,
  full: v.boolean(),
  ranges: v.array(v.tuple([count, count])),
});
export type ChapterFact = v.InferOutput<typeof CHAPTER_FACT>;

export const CONVERSATION_FACT = v.object({
  id: v.string(),
  kind: v.picklist(['direct', 'group']),
  name: v.optional(v.string()),
  createdAt: count,
  /** Last seq given. */
  seq: count,
  /** Position of the conversation document (profile, settings, pins). */
  version: count,
  head: v.optional(HEAD_FACT),
  /** One's own place. */
  read: count,
  unread: count,
  /** Unread messages that name one, or everybody; and the seq of the first of them. */
  mentions: v.optional(count, 0),
  mentionSeq: v.optional(count),
  /** Seconds after which new messages disappear; 0: never. */
  disappear: v.optional(count, 0),
  /** SHA-256 of the group's picture, hex. */
  picture: v.optional(v.string()),
  /** What the group decides for itself, read with `parseRights`; absent keys as in a new group. */
  rights: v.optional(v.record(v.string(), v.string()), {}),
  /** What new members see: all messages, or those written after they joined. */
  history: v.optional(HISTORY, 'all'),
  /** The first chapter that is open to one; those before are closed, and absent from `chapters`. */
  from: v.optional(count, 0),
  /** People who ask to join by a link; only told to those who may answer. */
  requests: v.optional(v.array(v.object({ userId: v.string(), number: count, name: v.string(), at: count })), []),
  /**
   * Account number of who has neither written in it nor accepted it. In a direct conversation the other one started it,
   * and is told nothing of them being there; in a group only they themselves are told that they were asked.
   */
  unanswered: v.optional(count),
  /** With `unanswered` in a group: account number of who put one into it. */
  addedBy: v.optional(count),
  /** Only members (and departures) that changed after the cursor; merge by userId. */
  members: v.array(MEMBER_FACT),
  /** Only chapters that changed after the cursor; merge by chapter. */
  chapters: v.array(CHAPTER_FACT),
  /** Set when the account is no longer in it: nothing else will follow. */
  removedAt: v.optional(count),
  /** With `removedAt`: account number of the person who did it; the member's own when they left. */
  removedBy: v.optional(count),
  /** With `removedAt`: the group was deleted for everybody. */
  deleted: v.optional(v.literal(true)),
});
export type ConversationFact = v.InferOutput<typeof CONVERSATION_FACT>;

/** Facts changed after `since`, in the order of change. `more`: ask again from `cursor`. */
export const FEED_PAGE = v.object({
  epoch: v.string(),
  /**
   * Shows that the server had come as far as this page. The device keeps the newest and brings it along when it asks the
   * next time: a server whose database was replaced by an older one then notices. Opaque.
   */
  proof: v.optional(v.string()),
  since: count,
  cursor: count,
  more: v.boolean(),
  people: v.array(PERSON_FACT),
  conversations: v.array(CONVERSATION_FACT),
  /** Server time, ms since 1970: what "as of" means for these facts. */
  at: count,
});
export type FeedPage = v.InferOutput<typeof FEED_PAGE>;
