import type { DocumentFacts } from '../../shared/admission/document-facts.ts';
import type { DocumentName } from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
import type { Role } from '../../shared/protocol/facts.ts';

/** One durable update: `position` counts a document's rows from 1, without holes. `updates` are applied in one transaction, in order. */
export interface JournalRow {
  readonly position: number;
  readonly updates: readonly Uint8Array[];
}

export interface Snapshot {
  /** The last position the state contains; 0 for none. */
  readonly position: number;
  readonly state: Uint8Array;
}

interface StoredDocument {
  readonly snapshot: Snapshot | undefined;
  /** Rows the snapshot does not contain, by position: those after it, and any before it that were not in it. */
  readonly tail: readonly JournalRow[];
  /** Position of the newest row ever written (also when compacted away); 0 for a document never written. */
  readonly version: number;
}

/** A message as the server's facts keep it. */
export interface NewMessage {
  readonly id: MessageId;
  readonly author: AccountNumber;
  readonly at: number;
  /** The bytes of its envelope. */
  readonly entry: Uint8Array;
  /** Account numbers it mentions, `EVERYBODY` for all; non-members are ignored. Absent: nobody. */
  readonly mentions?: readonly number[];
  /** It does not count as unread. */
  readonly quiet?: boolean;
  /** Blobs it refers to, each once. Absent: none. */
  readonly blobs?: readonly BlobId[];
}

/** What an admitted update does to the facts of its conversation. */
export interface ChapterEffects {
  readonly conversationId: ConversationId;
  readonly chapter: number;
  readonly messages: readonly NewMessage[];
  readonly edits: readonly (Pick<NewMessage, 'entry' | 'mentions'> & {
    readonly id: EditId;
    readonly messageId: MessageId;
  })[];
  readonly deletions: readonly MessageId[];
  /** Ids of messages that arrived deleted: used up within this request, and refused where they are in use already. */
  readonly dead?: readonly MessageId[];
  /**
   * The authors of the messages that `edits`, `deletions` and `vanished` name, by chapter. A message of another author or
   * chapter is not touched. Absent: the caller vouches for the author.
   */
  readonly authors?: ReadonlyMap<MessageId, number>;
  /** Messages that expired; unlike deleted ones they leave no trace in lists. */
  readonly vanished?: readonly MessageId[];
  /** Size of the chapter after this update, for the chapter directory. */
  readonly full: boolean;
}

/** The stamps given inside the transaction: messages get `seq … seq+n−1` in order, edits carry the seq before them. */
export interface Stamping {
  /** seq of the first of `messages` (when there are none: the last seq given in the conversation). */
  readonly firstSeq: number;
  /** ms since 1970; never before the conversation's previous stamp. */
  readonly at: number;
  /** Seconds after which messages stamped now disappear; 0: never. */
  readonly disappear: number;
}

/** Also the facts of a conversation as its document states them after this update; absent ones stay. */
export interface CommitRequest extends DocumentFacts {
  readonly document: DocumentName;
  /** The position the judge saw; when the document is further, the answer is `behind` and nothing is written. */
  readonly expectedVersion: number;
  /**
   * The writer, whose membership is checked again inside the transaction for conversation documents. Undefined: the server.
   */
  readonly userId: UserId | undefined;
  readonly conversationId: ConversationId | undefined;
  readonly effects: ChapterEffects | undefined;
  /** Text was deleted: the document must be compacted soon (`purgePending`). */
  readonly purge: boolean;
  /**
   * What this update itself says of the conversation; a concurrent write may have won over it. Each value that differs from
   * the facts becomes a pending event in the same transaction. Absent: what the document says afterwards.
   */
  readonly wrote?: DocumentFacts;
  /** For the first row of a document that continues another: the copied document. */
  readonly follows?: { readonly document: DocumentName; readonly version: number };
  /** The membership that the judge assumed; when it has changed, the answer is `judge-again`. */
  readonly membership?: { readonly role: Role; readonly rights: string };
  /** A device number that the writer's session registers by this update. */
  readonly newDevice?: number;
  /** How many things it shows to others; absent: its messages and edits, or one in a conversation document. */
  readonly shown?: number;
  /** Pending events that this update writes: removed in the same transaction. */
  readonly settles?: readonly string[];
  /** The bytes for the journal, made inside the transaction once the stamps are known. Must not throw. */
  readonly encode: (stamping: Stamping) => readonly Uint8Array[];
}

export type CommitResult =
  | {
      readonly kind: 'done';
      readonly position: number;
      readonly stamping: Stamping;
      readonly updates: readonly Uint8Array[];
    }
  /** Another instance has written to the document or its predecessor: catch up from the journal and judge again. */
  | { readonly kind: 'behind'; readonly version: number }
  /** An id of the update, of a message or an edit, already exists in the conversation (perhaps in another chapter). */
  | {
      readonly kind: 'taken';
      readonly messageId: MessageId | EditId;
      /** Those ids of the update that its writer has used for the same messages and edits before; absent: none. */
      readonly written?: readonly (MessageId | EditId)[];
    }
  /** A blob that a message refers to is not complete, or not one that its writer may refer to. */
  | { readonly kind: 'unknown-blob'; readonly blobId: BlobId }
  | { readonly kind: 'not-a-member' }
  /** The other person has not answered yet, and the writer has shown enough. */
  | { readonly kind: 'unanswered' }
  /** The writer's role, or the group's permissions, have changed meanwhile. */
  | { readonly kind: 'judge-again' }
  /** The account document has a next generation: this one takes nothing any more. */
  | { readonly kind: 'ended' }
  /** The chapter takes no new messages any more: later members must not see its contents. */
  | { readonly kind: 'closed' }
  /** One of the events it settles was already written. */
  | { readonly kind: 'settled' };

export interface Journal {
  /**
   * Writes all requests in ONE durable transaction (fsynced before the promise resolves) and answers each in order. A
   * request that is `behind`, `taken`, `unanswered` or `not-a-member` writes nothing and does not disturb the others. Of
   * two requests for one document in a batch, the second expects the version that the first made. Rejects only when the
   * database failed as a whole: then nothing of the batch was written.
   */
  commit(requests: readonly CommitRequest[]): Promise<CommitResult[]>;
  /** Marks a chapter as full even if no row said so, so that the next one may be opened. Repeating changes nothing. */
  markFull(document: DocumentName): Promise<void>;
  load(document: DocumentName): Promise<StoredDocument>;
  /**
   * Rows after a position, in order. Empty when the position is the newest. Rows replaced by a snapshot are missing: when
   * the first row is not `after + 1` (or there is none though `version` is newer), load the document instead.
   */
  tail(document: DocumentName, after: number): Promise<readonly JournalRow[]>;
  /** The newest position of a document; 0 when it was never written. */
  version(document: DocumentName): Promise<number>;
  /**
   * Replaces the snapshot when `position` is newer, and removes the journal rows at or below it for which `contains`
   * returns true. Clears `purgePending` when the snapshot is at or past the deletion and no older row is left. Idempotent;
   * a late, older snapshot changes nothing; one of the same position only replaces when it contains every row that the
   * stored one left. Rejects for a position the journal does not have. Afterwards deleted text is gone from the database's
   * files; if another process was reading at that moment, after the next call, for which `documentsToCompact` keeps listing
   * the document.
   */
  saveSnapshot(document: DocumentName, snapshot: Snapshot, contains: (row: JournalRow) => boolean): Promise<void>;
  /** Documents whose deleted text is still in the journal, or that have more than `rows` rows. At most `limit`. */
  documentsToCompact(rows: number, limit: number): Promise<readonly DocumentName[]>;
}
