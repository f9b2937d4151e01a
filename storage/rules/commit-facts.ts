import type { DocumentName } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
import type { History, Role } from '../../shared/protocol/facts.ts';
import type { Ranges } from './chapter-ranges.ts';
import type { BlobAccess } from './decide-blob.ts';
import type { Head } from './head.ts';

export interface DocumentRow {
  /** Undefined: never written. */
  readonly id: number | undefined;
  readonly name: DocumentName;
  readonly version: number;
  /** Journal rows left. */
  readonly tail: number;
  /** Position of the newest row that deleted text and is not compacted yet; otherwise 0. */
  readonly purgeAt: number;
}

/** What a write to one of its documents reads and changes of a conversation. */
export interface ConversationRow {
  readonly id: number;
  readonly title: string | null;
  readonly seq: number;
  readonly stampedAt: number;
  readonly version: number;
  readonly newestChapter: number;
  /** Seconds; 0: never. */
  readonly disappear: number;
  /** More members than are told each other's watermarks. */
  readonly isLarge: boolean;
  /** Of a direct conversation: the account that has not answered the other. */
  readonly unanswered: number | null;
  /** Of a group: fewer than two members have accepted, and a person was asked. */
  readonly isUnheard: boolean;
  readonly picture: string | null;
  /** JSON of what is set, as stored. */
  readonly rights: string;
  readonly history: History;
  readonly isDeleted: boolean;
  readonly head: Head | undefined;
}

/** A present member. */
export interface MemberRow {
  readonly account: number;
  readonly role: Role;
  readonly fromChapter: number;
  /** Who added them, while they have not accepted. */
  readonly askedBy: number | null;
  readonly delivered: number;
  readonly read: number;
}

export interface ChapterRow {
  readonly version: number;
  readonly isFull: boolean;
  /** Takes no new messages. */
  readonly isClosed: boolean;
  readonly ranges: Ranges;
}

/** An id that a conversation has used. */
export interface MessageRow {
  /** 0 for the id of an edit. */
  readonly seq: number;
  /** Null: written before chapters were kept. */
  readonly chapter: number | null;
  readonly author: number;
  readonly isDeleted: boolean;
}

/** A blob that a message refers to, as its writer stands to it. */
interface BlobRow extends BlobAccess {
  readonly number: number;
}

/**
 * What the decision about a batch of commits reads, loaded beforehand. A row that is missing does not exist in the
 * database. Keys of two parts are made by `pairKey` and `messageKey`.
 */
export interface CommitFacts {
  readonly documents: ReadonlyMap<DocumentName, DocumentRow>;
  readonly conversations: ReadonlyMap<ConversationId, ConversationRow>;
  /** Numbers of the accounts that write. */
  readonly accounts: ReadonlyMap<UserId, number>;
  /** By conversation and account: members who write, are authors, or are mentioned. */
  readonly members: ReadonlyMap<string, MemberRow>;
  /** By conversation and chapter. */
  readonly chapters: ReadonlyMap<string, ChapterRow>;
  /** By conversation and id: ids that the requests introduce or name. */
  readonly messages: ReadonlyMap<string, MessageRow>;
  /** By blob and writer: blobs that the requests' messages refer to. */
  readonly blobs: ReadonlyMap<string, BlobRow>;
  /** Ids of pending events that the requests settle. */
  readonly pendingEvents: ReadonlySet<string>;
  /** By conversation in which somebody may not have accepted: each member's `askedBy`. */
  readonly audiences: ReadonlyMap<number, ReadonlyMap<number, number | null>>;
  /** By writer and target: how many things the writer has shown to a target who has not answered. */
  readonly shown: ReadonlyMap<string, number>;
  /** By conversation and author: members who block the author. */
  readonly blockers: ReadonlyMap<string, readonly number[]>;
  /** By author: accounts that the author blocks. */
  readonly blocked: ReadonlyMap<number, readonly number[]>;
  /** By conversation, then account: the heads of members who do not see the newest message. */
  readonly keptHeads: ReadonlyMap<number, ReadonlyMap<number, Head | undefined>>;
}

export const pairKey = (first: number, second: number): string => `${first}/${second}`;
export const blobKey = (id: BlobId, account: number): string => `${id}/${account}`;
export const messageKey = (conversation: number, id: MessageId | EditId): string => `${conversation}/${id}`;
