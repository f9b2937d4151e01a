/**
 * What the sync server needs from a database. Every port is asynchronous, so that a networked database fits; every
 * adapter passes the same contract suites (`tests/contract`). Rows have one writer, the server; watermarks are joined
 * with max() and never go back.
 */
import type { DocumentFacts } from '../shared/admission/document-facts.ts';
import type { ConversationEvent } from '../shared/document/event.ts';
import type { DocumentName } from '../shared/document/name.ts';
import type { AccountNumber, UserId } from '../shared/ids/account.ts';
import type { ConversationId } from '../shared/ids/conversation.ts';
import type { EditId, MessageId } from '../shared/ids/ulid.ts';
import type { FeedPage, PersonFact, Role } from '../shared/protocol/facts.ts';
import type { MessageReceipts } from '../shared/protocol/http.ts';
import type { Report } from '../shared/protocol/http-contacts.ts';
import type { GroupLink, Joined, LinkTarget } from '../shared/protocol/http-groups.ts';
import type { PictureType } from '../shared/protocol/picture.ts';
import type { Devices } from './devices.ts';
import type { Leaving } from './leaving.ts';

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

export interface StoredDocument {
  readonly snapshot: Snapshot | undefined;
  /** Rows the snapshot does not contain, by position: those after it, and any before it that were not in it. */
  readonly tail: readonly JournalRow[];
  /** Position of the newest row ever written (also when compacted away); 0 for a document never written. */
  readonly version: number;
}

/** A message as the server's facts keep it; `preview` is undefined for sealed bodies. */
export interface NewMessage {
  readonly id: MessageId;
  readonly author: AccountNumber;
  readonly at: number;
  readonly preview: string | undefined;
  /** Account numbers it names, each once; those who are no members are passed over. */
  readonly mentions?: readonly number[];
  /** It names everybody. */
  readonly everyone?: boolean;
}

/** What an admitted update does to the facts of its conversation. */
export interface ChapterEffects {
  readonly conversationId: ConversationId;
  readonly chapter: number;
  readonly messages: readonly NewMessage[];
  readonly edits: readonly (Pick<NewMessage, 'mentions' | 'everyone'> & {
    readonly id: EditId;
    readonly messageId: MessageId;
    /** Undefined: the line in lists stays as it is. */
    readonly preview: string | undefined;
  })[];
  readonly deletions: readonly MessageId[];
  /** Ids of messages that arrived dead: taken from then on within this request, and refused where they are used already. */
  readonly dead?: readonly MessageId[];
  /**
   * Who wrote the messages that `edits`, `deletions` and `vanished` speak of, by the chapter. A message of another author
   * or of another chapter is not touched. Absent: the caller vouches for the author.
   */
  readonly authors?: ReadonlyMap<MessageId, number>;
  /** Messages that were due and leave no trace in lists, unlike deleted ones. */
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

/** Beside it, the facts of a conversation as its document says them after this update; what is absent stays. */
export interface CommitRequest extends DocumentFacts {
  readonly document: DocumentName;
  /** The position the judge saw; when the document is further, the answer is `behind` and nothing is written. */
  readonly expectedVersion: number;
  /** Who writes; for conversation documents membership is checked again inside the transaction. Undefined: the server. */
  readonly userId: UserId | undefined;
  readonly conversationId: ConversationId | undefined;
  readonly effects: ChapterEffects | undefined;
  /** Text was deleted: the document must be compacted soon (`purgePending`). */
  readonly purge: boolean;
  /**
   * What this very update says of the conversation; another's concurrent write may have won over it. Each that differs
   * from the facts becomes a pending event in the same transaction. Absent: what the document says afterwards.
   */
  readonly wrote?: DocumentFacts;
  /** What the judge took the writer for; when that is not so any more, the answer is `judge-again`. */
  readonly membership?: { readonly role: Role; readonly rights: string };
  /** A device number that the writer's session registers by this update. */
  readonly newDevice?: number;
  /** How many things it makes appear to others; absent: its messages and edits, or one in a conversation document. */
  readonly shown?: number;
  /** Pending events that this update writes down: removed in the same transaction. */
  readonly settles?: readonly string[];
  /** The bytes for the journal, made inside the transaction, once the stamps are known. Must not throw. */
  readonly encode: (stamping: Stamping) => readonly Uint8Array[];
}

export type CommitResult =
  | {
      readonly kind: 'done';
      readonly position: number;
      readonly stamping: Stamping;
      readonly updates: readonly Uint8Array[];
    }
  /** Another instance has written: catch up from the journal and judge again. */
  | { readonly kind: 'behind'; readonly version: number }
  /** An id of the update, of a message or an edit, is already in the conversation (perhaps in another chapter). */
  | { readonly kind: 'taken'; readonly messageId: MessageId | EditId }
  | { readonly kind: 'not-a-member' }
  /** The other person has not answered yet, and enough is said. */
  | { readonly kind: 'unanswered' }
  /** The writer's role, or what the group lets people do, has changed meanwhile. */
  | { readonly kind: 'judge-again' }
  /** The chapter takes no new messages any more: whoever came later must not see what stands in it. */
  | { readonly kind: 'closed' }
  /** One of the events it settles was written down before. */
  | { readonly kind: 'settled' };

export interface Journal {
  /**
   * Writes all requests in ONE durable transaction (fsynced before the promise resolves) and answers each in order;
   * a request that is `behind`, `taken`, `unanswered` or `not-a-member` writes nothing and does not disturb the others. Two requests
   * for one document in a batch follow each other: the second expects the version the first made.
   * Rejects only when the database failed as a whole: then nothing of the batch was written.
   */
  commit(requests: readonly CommitRequest[]): Promise<CommitResult[]>;
  /** The chapter is full, also if no row said so: the next one may be opened. Repeating changes nothing. */
  markFull(document: DocumentName): Promise<void>;
  load(document: DocumentName): Promise<StoredDocument>;
  /**
   * Rows after a position, in order. Empty when the position is the newest. Rows that a snapshot replaced are missing:
   * when the first is not `after + 1` (or there is none though `version` is newer), load the document instead.
   */
  tail(document: DocumentName, after: number): Promise<readonly JournalRow[]>;
  /** The newest position of a document; 0 when it was never written. */
  version(document: DocumentName): Promise<number>;
  /**
   * Replaces the snapshot when `position` is newer, and removes the journal rows at or below it for which `contains`
   * says yes. Clears `purgePending` when the snapshot is at or past the deletion and no row older than it is left.
   * Idempotent; a late, older snapshot changes nothing; one of the same position only replaces when it contains every
   * row that the stored one left. Rejects for a position the journal does not have. Deleted text is gone from the
   * database's files afterwards (when another process was reading at that moment: after the next call, for which
   * `documentsToCompact` keeps naming the document).
   */
  saveSnapshot(document: DocumentName, snapshot: Snapshot, contains: (row: JournalRow) => boolean): Promise<void>;
  /** Documents whose deleted text still stands in the journal, or whose tail is longer than `rows`. At most `limit`. */
  documentsToCompact(rows: number, limit: number): Promise<readonly DocumentName[]>;
}

/** A link with which people may make an account, as long as it is neither over nor used up. */
export interface InvitationRecord {
  readonly invitationId: string;
  /** Name of who made it. */
  readonly by: string;
  /** ms since 1970 */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly uses: number;
  readonly used: number;
}

/** An account as administrators see it. */
export interface AdministeredAccount {
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly name: string;
  readonly email: string;
  readonly username: string | undefined;
  readonly createdAt: number;
}

/** Invitations to this server. Tokens are known by their SHA-256 only. */
export interface Invitations {
  createInvitation(invitation: {
    readonly invitationId: string;
    readonly token: Uint8Array;
    readonly by: UserId;
    readonly at: number;
    readonly expiresAt: number;
    readonly uses: number;
  }): Promise<void>;
  /** The newest first; those that ended before `endedBefore` are removed. */
  invitations(endedBefore: number): Promise<readonly InvitationRecord[]>;
  /** False when there was none. */
  removeInvitation(invitationId: string): Promise<boolean>;
  /** The invitation of a token, while it can be used. */
  invitationOf(token: Uint8Array, at: number): Promise<InvitationRecord | undefined>;
  /** Takes one use of it; false when it is over, used up or removed. Of several at once as many succeed as uses are left. */
  claimInvitation(token: Uint8Array, at: number): Promise<boolean>;
  /** Gives a use back: no account was made with it. */
  releaseInvitation(token: Uint8Array): Promise<void>;
}

export interface AccountFact extends PersonFact {
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly email: string;
  /** Generation of the account document in use. */
  readonly generation: number;
  /** What others may know. */
  readonly privacy: Privacy;
}

export interface Privacy {
  /** Off: sends none, and sees none. */
  readonly readReceipts: boolean;
  readonly lastSeen: boolean;
}

/** An event entry that was decided with a change of facts and does not stand in a chapter yet. */
export interface PendingEvent {
  /** Grows in the order of what happened. */
  readonly place: number;
  /** ULID: its key in `events`. */
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly event: ConversationEvent;
}

/** A message whose time is over. */
export interface DueMessage {
  readonly conversationId: ConversationId;
  readonly chapter: number;
  readonly id: MessageId;
  readonly author: AccountNumber;
}

export interface Membership {
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly role: Role;
  /** The first chapter that is open to them. */
  readonly from: number;
  /** They were put into the group by somebody they do not know, or block, and have not accepted yet. */
  readonly asked?: true;
}

export interface ConversationRecord {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly createdBy: UserId;
  readonly name: string | undefined;
  readonly seq: number;
  readonly newestChapter: number;
  /** Of a direct conversation: who has not answered the other yet. */
  readonly unanswered: AccountNumber | undefined;
  /** What the group decides for itself, as it is stored: JSON of what is set. */
  readonly rights: string;
}

export interface NewConversation {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly createdBy: UserId;
  readonly name: string | undefined;
  /** All members with their roles, the creator among them. */
  readonly members: readonly { readonly userId: UserId; readonly role: Role }[];
  /** Members of a group who do not know its creator, or block them, are asked first. */
  readonly asksStrangers?: boolean;
}

export interface ChapterRecord {
  readonly chapter: number;
  readonly full: boolean;
  readonly version: number;
}

export interface NewReport {
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly reporter: UserId;
  readonly reason: string;
  readonly messages: readonly { readonly id: string; readonly text: string }[];
}

/** What somebody does with the members of a group, or with the group itself; held to `MEMBER_RULES`. */
export type MemberAct =
  /** `asksStrangers`: somebody who does not know them, or blocks them, is asked first. */
  | {
      readonly kind: 'add';
      readonly who: UserId;
      readonly role: 'admin' | 'member';
      readonly asksStrangers?: boolean;
    }
  | { readonly kind: 'role'; readonly who: UserId; readonly role: 'admin' | 'member' }
  /** Oneself: to leave. */
  | { readonly kind: 'remove'; readonly who: UserId }
  /** Oneself, who was asked into the group; refused once one has accepted. */
  | { readonly kind: 'decline' }
  | { readonly kind: 'hand-over'; readonly who: UserId }
  | { readonly kind: 'delete-group' };

/** `not-found`: who acts is no member. Refused acts change nothing. */
export type MemberRefusal = {
  readonly kind: 'refused';
  readonly code: 'not-found' | 'not-allowed' | 'last-owner' | 'unknown-member' | 'group-full' | 'too-many';
};
export type MemberOutcome =
  | {
      readonly kind: 'done';
      /** false: it was so already. */
      readonly changed: boolean;
      /** The role of whom it was done to. */
      readonly role?: Role | undefined;
      /** Whose facts changed. */
      readonly told: readonly UserId[];
      /** Who is no member any more. */
      readonly gone: readonly UserId[];
    }
  | MemberRefusal;

export interface NewGroupLink {
  readonly linkId: string;
  /** SHA-256 of the token. */
  readonly digest: Uint8Array;
  readonly approval: boolean;
  /** ms since 1970 */
  readonly expiresAt: number | undefined;
  readonly uses: number | undefined;
}

export type JoinOutcome =
  | (Extract<MemberOutcome, { kind: 'done' }> & {
      readonly conversationId: ConversationId;
      readonly state: Joined['state'];
    })
  | { readonly kind: 'refused'; readonly code: 'link-gone' | 'group-full' | 'too-many' };

/** One life of a database after its first. */
export interface Epoch {
  readonly number: number;
  /** When it began, ms since 1970. */
  readonly at: number;
  /** `noticed`: a device showed that an older database had been put back. */
  readonly cause: 'announced' | 'noticed';
}

export interface Facts extends Invitations {
  /** This database's epoch: random text, made with the database and anew by `startEpoch`. */
  epoch(): Promise<string>;
  /** After a restore from a backup that was announced: a new epoch, and every conversation's seq jumps by 2^20. */
  startEpoch(): Promise<string>;
  /**
   * Begins a new epoch when a proof from a page of the feed shows history that this database lacks: an older one was put
   * back. Gives the new epoch; undefined when the proof shows nothing of the kind, or was not made by this server.
   */
  checkHistory(proof: string): Promise<string | undefined>;
  /** Stores a number that was never stored before, and gives it: to see that something can be stored. */
  probe(): Promise<number>;
  /** The epochs after the first, the newest first; a bounded number. */
  epochs(): Promise<readonly Epoch[]>;
  /** Creates or updates the account of a signed-up user; gives the next number on creation. */
  putAccount(account: {
    userId: UserId;
    name: string;
    email: string;
    username?: string | undefined;
    at: number;
  }): Promise<AccountFact>;
  account(userId: UserId): Promise<AccountFact | undefined>;
  /** The account document moves on to this generation; generations only rise. */
  startGeneration(userId: UserId, generation: number): Promise<void>;
  accountsCount(): Promise<number>;
  /** Accounts by number, those above `after`; all, or those a search for `query` would find, and by their user name or e-mail. */
  administeredAccounts(query: string, after: number, limit: number): Promise<readonly AdministeredAccount[]>;
  /**
   * People whose name contains the query, whose user name begins with it, or whose e-mail it is, all of it
   * (case-insensitive); not the asker.
   */
  searchPeople(query: string, asker: UserId, limit: number): Promise<PersonFact[]>;
  /**
   * `created`, or `exists` when the same creator asked for the same thing before or, for a direct conversation, either
   * of the two did; `id-taken` otherwise. Unknown members: `unknown-member`.
   */
  createConversation(
    conversation: NewConversation,
    at: number,
  ): Promise<'created' | 'exists' | 'id-taken' | 'unknown-member'>;
  conversation(id: ConversationId): Promise<ConversationRecord | undefined>;
  /** The current membership; undefined for strangers and removed members. */
  membership(id: ConversationId, userId: UserId): Promise<Membership | undefined>;
  members(id: ConversationId): Promise<Membership[]>;
  chapters(id: ConversationId): Promise<ChapterRecord[]>;
  /**
   * Looks, judges and carries out in one transaction, with the event that tells of it: of two who act apart the second
   * finds what the first has left. Repeating does no harm.
   */
  act(id: ConversationId, by: UserId, act: MemberAct, at: number): Promise<MemberOutcome>;
  createLink(id: ConversationId, by: UserId, link: NewGroupLink, at: number): Promise<GroupLink | MemberRefusal>;
  /** Those that still lead into the group. */
  links(id: ConversationId, by: UserId, at: number): Promise<readonly GroupLink[] | MemberRefusal>;
  revokeLink(id: ConversationId, by: UserId, linkId: string): Promise<MemberRefusal | undefined>;
  /** What a link leads to; undefined for one that is no more. */
  linkTarget(digest: Uint8Array, at: number): Promise<LinkTarget | undefined>;
  join(digest: Uint8Array, userId: UserId, at: number): Promise<JoinOutcome>;
  answerRequest(id: ConversationId, by: UserId, who: UserId, accept: boolean): Promise<MemberOutcome>;
  /** Removes some of what deleted groups held from the disk; true when there is more to do. */
  purgeDeleted(): Promise<boolean>;
  /** Whether a conversation was deleted for everybody. */
  isDeleted(id: ConversationId): Promise<boolean>;
  /** Adds or re-adds a member, or changes their role; false when the group is full or already has them in that role. */
  putMember(id: ConversationId, userId: UserId, role: Role, at: number, by: UserId): Promise<boolean>;
  /** `by` themself: they leave. */
  removeMember(id: ConversationId, userId: UserId, at: number, by: UserId): Promise<boolean>;
  /**
   * Event entries that wait to be written into their conversations (`settles` of a commit removes them): of groups that
   * were made or renamed, of members, and of changed times to disappear. By place, those after `after`.
   */
  pendingEvents(after: number, limit: number): Promise<readonly PendingEvent[]>;
  /** Messages due at or before a moment, deleted ones too, the earliest first; until a commit names them as vanished. */
  dueMessages(now: number, limit: number): Promise<readonly DueMessage[]>;
  /** Raises watermarks, joined with max() and bounded by the conversation's seq; true when something rose. */
  raise(id: ConversationId, userId: UserId, marks: { read?: number; delivered?: number }): Promise<boolean>;
  /** Who has one message, and since when, as far as `asker` may know; undefined when there is no such living message. */
  receipts(id: ConversationId, seq: number, asker: UserId): Promise<MessageReceipts | undefined>;
  /** True when something changed: those who share a conversation are then told through their feeds. */
  setPrivacy(userId: UserId, privacy: Partial<Privacy>): Promise<boolean>;
  /** What a person shows of themself; absent fields stay, null takes away. True when something changed. */
  setProfile(
    userId: UserId,
    profile: { readonly picture?: string | null; readonly status?: PersonFact['status'] | null },
  ): Promise<boolean>;
  /** Keeps a small picture under the SHA-256 of its bytes; repeating does no harm. */
  putPicture(picture: { hash: string; type: PictureType; bytes: Uint8Array; at: number }): Promise<void>;
  picture(hash: string): Promise<{ readonly type: PictureType; readonly bytes: Uint8Array } | undefined>;
  /** Removes pictures that were sent before a moment and that nobody and no group shows; answers how many. */
  dropUnusedPictures(before: number): Promise<number>;
  /** When devices of these accounts were last connected; only rises, and is not kept of those who hide it. */
  saw(seen: readonly { readonly userId: UserId; readonly at: number }[]): Promise<void>;
  /**
   * Blocks somebody or no longer does; the other is told nothing. `at`: when it was decided, ms since 1970; of decisions
   * made on several devices the latest stands, in whatever order they arrive.
   */
  setBlock(userId: UserId, other: UserId, on: boolean, at: number): Promise<'changed' | 'same' | 'unknown'>;
  /**
   * The one who was written to knows the other from now on; who was asked into a group is in it like anybody.
   * `not-allowed`: it is the other who was written to.
   */
  acceptStranger(id: ConversationId, userId: UserId): Promise<'changed' | 'same' | 'not-allowed' | 'unknown'>;
  /** Account numbers of whom an account blocks, or who block it: neither is shown that the other is there. */
  unseenBy(userId: UserId): Promise<ReadonlySet<number>>;
  /** To the administrators. `id-taken`: somebody else's report has it. */
  addReport(report: NewReport, at: number): Promise<'added' | 'exists' | 'id-taken' | 'not-a-member'>;
  /** What nobody has looked after yet first, then the latest; a bounded number. */
  reports(): Promise<readonly Report[]>;
  /** False: there is no such report. */
  handleReport(id: string, by: UserId, handled: boolean, at: number): Promise<boolean>;
  /**
   * Everybody who shares a conversation with one of these accounts, and they themselves: those who see their names. A
   * group that one of two was asked into, and has not accepted, is not shared.
   */
  contacts(userIds: readonly UserId[]): Promise<readonly UserId[]>;
  /** What changed for an account after a cursor (0: everything). `limit` bounds the conversations of a page. */
  feed(userId: UserId, since: number, limit: number): Promise<FeedPage>;
}

export interface Storage {
  readonly journal: Journal;
  readonly facts: Facts;
  readonly devices: Devices;
  readonly leaving: Leaving;
  close(): Promise<void>;
}
