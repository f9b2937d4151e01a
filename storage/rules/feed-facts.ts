import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { ConversationFact, History, Role } from '../../shared/protocol/facts.ts';
import type { Ranges } from './chapter-ranges.ts';
import type { PickedPage } from './feed-changes.ts';
import type { Head } from './head.ts';
import type { Sight } from './sight.ts';

/** What a person shows of themself. */
export interface ShownPerson {
  readonly userId: UserId;
  readonly number: number;
  readonly name: string;
  readonly username: string | null;
  readonly seenAt: number | null;
  readonly hidesSeen: boolean;
  readonly picture: string | null;
  readonly statusText: string | null;
  readonly statusUntil: number | null;
  readonly isGone: boolean;
}

/** A person who may have changed since the asker last knew them. */
export interface ChangedPerson extends ShownPerson {
  /** Their profile, or whether the asker blocks them; otherwise only when they were last online. */
  readonly isNews: boolean;
  readonly changed: number;
}

export interface FeedConversation {
  readonly id: number;
  readonly publicId: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly title: string | null;
  readonly createdAt: number;
  readonly seq: number;
  readonly version: number;
  readonly disappear: number;
  readonly isLarge: boolean;
  readonly unanswered: number | null;
  readonly picture: string | null;
  readonly rights: ConversationFact['rights'];
  readonly history: History;
  readonly deletedAt: number | null;
  readonly head: Head | undefined;
}

/** The asker's own row in a conversation. */
export interface OwnMembership {
  readonly role: Role;
  readonly read: number;
  readonly joined: number;
  readonly fromChapter: number;
  readonly askedBy: number | null;
  readonly removedAt: number | null;
  readonly removedSeq: number | null;
  readonly removedTitle: string | null;
  readonly removedBy: number | null;
}

export interface FeedMember extends ShownPerson {
  readonly hidesRead: boolean;
  readonly role: Role;
  readonly delivered: number;
  readonly read: number;
  readonly joined: number;
  readonly removedAt: number | null;
  readonly removedBy: number | null;
  readonly askedBy: number | null;
  readonly changed: number;
}

export interface FeedChapter {
  readonly chapter: number;
  readonly version: number;
  readonly isFull: boolean;
  readonly ranges: Ranges;
}

interface UnreadCounts {
  readonly unread: number;
  readonly mentions: number;
  /** The first unread message that mentions the asker. */
  readonly firstMention: number | null;
}

interface RequestRow {
  readonly userId: UserId;
  readonly number: number;
  readonly name: string;
  readonly at: number;
}

/** One conversation of a page, as loaded for its asker. */
export interface PageConversation {
  readonly conversation: FeedConversation;
  readonly mine: OwnMembership;
  /** All rows of members that changed after `after`, by account number. */
  readonly after: number;
  readonly members: readonly FeedMember[];
  readonly chapters: readonly FeedChapter[];
  readonly counts: UnreadCounts | undefined;
  /** What the asker has instead of the newest message, while that is from a person they block. */
  readonly keptHead: { readonly head: Head | undefined } | undefined;
  readonly requests: readonly RequestRow[];
}

/** Everything that decides one page of the feed of an existing account. */
export interface PageFacts {
  readonly me: { readonly number: number; readonly hidesRead: boolean };
  readonly sight: Sight;
  readonly page: PickedPage;
  readonly conversations: readonly PageConversation[];
  /** On the last page: people who changed, in any order. */
  readonly people: readonly ChangedPerson[];
}
