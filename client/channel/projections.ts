/** What the replica sends to views: plain snapshots (structured clone), whole at first and then as they change. */
import type { ConversationEvent } from '../../shared/document/event.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { GroupRights, RightName } from '../../shared/permissions/group-rights.ts';
import type { Disappearing } from '../../shared/protocol/disappearing.ts';
import type { Role } from '../../shared/protocol/facts.ts';

export interface Person {
  readonly userId: string;
  /** Account number, as in `by` of an envelope. */
  readonly number: number;
  readonly name: string;
  readonly username?: string | undefined;
  /** SHA-256 of the picture, hex: shown from `/api/pictures/<hash>`. */
  readonly picture?: string | undefined;
  /** Only while it holds. `until`: ms since 1970. */
  readonly status?: { readonly text: string; readonly until?: number | undefined } | undefined;
  readonly gone?: true | undefined;
  /** The reader blocks them; they are not told. */
  readonly blocked?: true | undefined;
}

/** The person whose device this is. */
export interface Me extends Person {
  readonly email: string;
  readonly administrator: boolean;
}

export type Session =
  | { readonly kind: 'starting' }
  | { readonly kind: 'signed-out' }
  | {
      readonly kind: 'signed-in';
      readonly me: Me;
      /** The device was signed out from another one, or the account was deleted: the person decides what happens to its contents. */
      readonly ended?: SessionEnd | undefined;
    };
export type SessionEnd = 'session-ended' | 'account-gone';

export interface Connection {
  /**
   * `blocked`: the server answers, but no socket to it works. `sign-in-needed`: the session ended; local work goes on.
   * `update-needed`: this app is too old for the server.
   */
  readonly state: 'offline' | 'blocked' | 'connecting' | 'online' | 'sign-in-needed' | 'update-needed';
  /** ms since 1970: since when it is in that state (offline: when it was last online; 0 when never). */
  readonly since: number;
  /** No document waits to be compared with the server: what is not counted below is there. */
  readonly settled: boolean;
  /** Changes and commands that are not yet on the server's disk. */
  readonly unsent: number;
  /** Changes not yet on this device's disk. */
  readonly unsaved: number;
  /** A write to this device's disk failed and is being retried. */
  readonly saveFailing: boolean;
  /** Entries of `not-sent`. */
  readonly notSent: number;
  /** Entries of `outbox` that the server refused. */
  readonly refused: number;
}

/** How many unread messages of a conversation are sent to a tab one by one: more than arrive while a person looks at it. */
export const NEWS = 12;

/** An unread message of somebody else, as far as a notification may show it. */
export interface News {
  readonly id: string;
  readonly seq: number;
  /** Name of the writer. */
  readonly by: string;
  /** The first 160 characters; undefined: it cannot be read. */
  readonly text: string | undefined;
  /** It mentions the reader, or everybody; undefined: what it says is not known until its chapter is opened. */
  readonly mention: boolean | undefined;
  /** When the server took it, by this device's clock, ms since 1970; undefined: the server's clock is not known yet. */
  readonly arrivedAt: number | undefined;
}

export interface ConversationRow {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group' | 'notes';
  /** The group's name or the other person's. */
  readonly title: string;
  /** The other person of a direct conversation. */
  readonly peer: Person | undefined;
  readonly membersCount: number;
  /** The group's picture, or the other person's. */
  readonly picture: string | undefined;
  /** A stranger's first messages, or a group to which they added the reader, not answered yet: shown among the requests. */
  readonly request: boolean;
  readonly blocked: boolean;
  /** `waiting`: created offline, not on the server yet; `refused`: the server rejected it; `left`: the reader is no longer in it. */
  readonly state: 'ready' | 'waiting' | 'refused' | 'left';
  readonly last:
    | {
        readonly text: string | undefined;
        readonly deleted: boolean;
        /** Name of the writer; undefined when it is the reader. */
        readonly by: string | undefined;
        readonly own: boolean;
        /** Shown time, ms since 1970. */
        readonly at: number;
        readonly state: MessageState;
      }
    | undefined;
  /** Last seq the server gave, and the person's own place. */
  readonly seq: number;
  readonly read: number;
  /** The newest unread messages of others, by `seq`. Every one from `newsFrom` on is among them. */
  readonly news: readonly News[];
  readonly newsFrom: number;
  readonly unread: number;
  /** Unread messages that name one, or everybody. */
  readonly mentions: number;
  readonly draft: Draft;
  /** People who ask to join, if the reader may approve them. */
  readonly joinRequests: number;
  /** Names of those writing now. */
  readonly typing: readonly string[];
  /** How the person arranged it, the same on all devices. Pinned ones stand first. */
  readonly pinned: boolean;
  readonly archived: boolean;
  /** Until when nothing is notified, ms since 1970; 0: not muted; `FOREVER`. */
  readonly mutedUntil: number;
  readonly mentionsOnly: boolean;
  /** Marked as unread by hand. */
  readonly markedUnread: boolean;
}

/** A mute without an end: the last millisecond a Date can show. */
export const FOREVER = 8.64e15;

/** What the composer was about to do, besides a new message. */
export interface DraftTarget {
  readonly kind: 'reply' | 'edit';
  readonly chapter: number;
  readonly messageId: MessageId;
}

export interface Draft {
  readonly text: string;
  readonly target: DraftTarget | undefined;
  /** The text of an edit begun; '' unless `target` is one. */
  readonly edit: string;
}

/** In the order of truth: in memory → on this device's disk → on the server's disk → on a device of theirs → read. */
export type MessageState = 'pending' | 'saved' | 'not-saved' | 'sent' | 'delivered' | 'read' | 'not-sent';

interface Reaction {
  readonly emoji: string;
  readonly count: number;
  readonly mine: boolean;
  readonly names: readonly string[];
}

/** The message another one answers, as it is now. */
export interface Quote {
  readonly chapter: number;
  readonly messageId: MessageId;
  /** `elsewhere`: in a chapter that is not open (yet). */
  readonly state: 'here' | 'deleted' | 'elsewhere';
  readonly by: number;
  readonly author: string;
  readonly own: boolean;
  /** In one line; undefined unless `here`, for what cannot be read, and for messages of blocked people. */
  readonly text: string | undefined;
}

export interface PollView {
  readonly options: readonly {
    readonly text: string;
    readonly count: number;
    readonly mine: boolean;
    /** Empty when the poll hides names. */
    readonly names: readonly string[];
  }[];
  /** People who voted. */
  readonly voters: number;
  readonly closed: boolean;
}

export interface MessageEntry {
  readonly kind: 'message';
  /** Unique in the timeline; equals `messageId`. */
  readonly key: string;
  readonly messageId: MessageId;
  readonly chapter: number;
  /** 0 while not stamped. */
  readonly seq: number;
  readonly by: number;
  readonly author: string;
  readonly own: boolean;
  /** undefined: deleted, sealed, or of a kind this version does not know. */
  readonly body: MessageBody | undefined;
  /** The body in one line; undefined with it. */
  readonly text: string | undefined;
  readonly quote: Quote | undefined;
  /** Only for polls. */
  readonly poll: PollView | undefined;
  /** It names the reader, or everybody. */
  readonly mentionsMe: boolean;
  /** From a person the reader blocks, in a group: shown only on request. */
  readonly blocked?: true | undefined;
  readonly starred: boolean;
  readonly pinned: boolean;
  /** Answers to it, as far as chapters are open, and how many of them are unread. */
  readonly replies: { readonly count: number; readonly unread: number } | undefined;
  /** Its deletion for everyone waits until then and can be undone. ms since 1970. */
  readonly removingAt: number | undefined;
  /** When it disappears, ms since 1970. */
  readonly due: number | undefined;
  readonly unreadable: boolean;
  /** Set when deleted for everyone: by whom (a name; undefined for the reader). */
  readonly deleted: { readonly by: string | undefined } | undefined;
  /** Shown time: when it was written, but never after its stamp. ms since 1970. */
  readonly at: number;
  /** Set when it reached the server long after it was written: when it arrived. */
  readonly arrivedAt: number | undefined;
  readonly state: MessageState;
  /** A restored server has lost it. */
  readonly lost?: true | undefined;
  readonly edited: boolean;
  readonly reactions: readonly Reaction[];
  /** Whether the entry opens or closes a run of one author. */
  readonly first: boolean;
  readonly last: boolean;
  /** What the reader may do, by the permission table. */
  readonly may: {
    readonly edit: boolean;
    readonly remove: boolean;
    readonly react: boolean;
    readonly pin: boolean;
    readonly reply: boolean;
    /** Polls that are open. */
    readonly vote: boolean;
    readonly closePoll: boolean;
  };
}

/** What a message of one kind says. */
export type BodyOf<Kind extends MessageBody['kind']> = Extract<MessageBody, { readonly kind: Kind }>;

/** Something that happened, as the server recorded it. */
export interface EventEntry {
  readonly kind: 'event';
  readonly key: string;
  readonly at: number;
  readonly event: ConversationEvent;
  /** Name of the actor, and of the affected person; undefined when it is the reader (or nobody, for `who`). */
  readonly by: string | undefined;
  readonly who: string | undefined;
}

export type TimelineEntry =
  | MessageEntry
  | EventEntry
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number };

export interface MemberRow extends Person {
  readonly role: Role;
  readonly own: boolean;
  readonly online: boolean;
  /** When last connected, ms since 1970; undefined: hidden. */
  readonly seenAt: number | undefined;
  /** What the reader may do with them, by the table of member actions. */
  readonly may: {
    readonly remove: boolean;
    readonly promote: boolean;
    readonly demote: boolean;
    readonly transfer: boolean;
  };
  /** A change of them that the server has not answered. */
  readonly waiting: boolean;
}

/** Something one asked for that waits in the outbox, or was refused. */
export interface OutboxEntry {
  readonly key: string;
  readonly kind:
    | 'create-group'
    | 'start-direct'
    | 'rename'
    | 'set-right'
    | 'set-history'
    | 'set-disappear'
    /** Only when they were no longer allowed: undone here. */
    | 'pin'
    | 'remove-message'
    | 'add-member'
    | 'remove-member'
    | 'decline-group'
    | 'leave'
    /** To admin, and to member. */
    | 'promote'
    | 'demote'
    | 'transfer'
    | 'delete-group'
    | 'let-in'
    | 'decline-request'
    | 'profile'
    | 'block'
    | 'unblock'
    | 'report'
    | 'picture';
  readonly conversationId: ConversationId | undefined;
  readonly conversationTitle: string | undefined;
  /** Name of the person it is about. */
  readonly who: string | undefined;
  /** When it was asked for, ms since 1970. */
  readonly at: number;
  readonly state: 'waiting' | 'refused';
  /** The server's code, for `refused`: shown through the catalogue as `outbox.refused.<code>`, with a general sentence for others. */
  readonly reason: string | undefined;
  /** Nothing of it has reached the server for certain, and what depends on it can go with it. */
  readonly mayCancel: boolean;
}

export interface PinnedMessage {
  readonly chapter: number;
  readonly messageId: MessageId;
  /** When it was pinned, ms since 1970. */
  readonly at: number;
  readonly author: string;
  /** undefined: not open on this device (yet). */
  readonly text: string | undefined;
}

export interface ConversationView {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group' | 'notes';
  readonly title: string;
  readonly peer: Person | undefined;
  readonly state: ConversationRow['state'];
  readonly role: Role;
  readonly members: readonly MemberRow[];
  /** Names of those writing now. */
  readonly typing: readonly string[];
  readonly online: number;
  readonly mayRename: boolean;
  readonly mayAdd: boolean;
  readonly maySettings: boolean;
  readonly mayPin: boolean;
  /** `@all`. */
  readonly mayCallEveryone: boolean;
  /** False in a group that lets admins only post, and where the reader blocks the other person. */
  readonly mayPost: boolean;
  readonly picture: string | undefined;
  readonly rights: GroupRights;
  readonly history: 'all' | 'joining';
  /** What the reader may do with the group. `leave`: without transferring ownership first. */
  readonly may: {
    readonly leave: boolean;
    readonly deleteGroup: boolean;
    readonly invite: boolean;
    /** Names of the permissions the reader may change. */
    readonly changeRights: readonly RightName[];
  };
  /** People who ask to join; empty for members who may not approve them. */
  readonly requests: readonly (Person & { readonly at: number })[];
  /** Why the reader is no longer in it: `by` is a name, undefined when they left themselves. For state `left`. */
  readonly removal: { readonly by: string | undefined; readonly at: number; readonly deleted: boolean } | undefined;
  /** A restored server does not know it: name of the owner, whose devices make it again; empty when unknown. */
  readonly lost: string | undefined;
  /** A stranger wrote to the reader or added them to the group and waits for an answer (`incoming`), or the reader does (`outgoing`). */
  readonly request: 'incoming' | 'outgoing' | undefined;
  /** Group: the person who added the reader and waits for an answer. */
  readonly addedBy: Person | undefined;
  /** Groups that the reader shares with the other person of a direct conversation. */
  readonly sharedGroups: number;
  readonly blocked: boolean;
  /** Seconds after which new messages disappear; 0: never. */
  readonly disappear: Disappearing;
  /** The latest pinned first. */
  readonly pins: readonly PinnedMessage[];
  /** Unread messages that name one, at opening or later, by seq: where "next mention" leads. */
  readonly mentionSeqs: readonly number[];
}

/** A message with the answers to it: a view of the same timeline, no document of its own. */
export interface ThreadView {
  readonly root: MessageEntry | undefined;
  readonly replies: readonly MessageEntry[];
  /** All chapters that may hold answers are open. */
  readonly complete: boolean;
  /** An answer begun. */
  readonly draft: string;
}

export interface Preferences {
  /** A quiet sound for what is notified. */
  readonly sound: boolean;
  /** Do not disturb, in minutes after local midnight; `from` may be later than `to` (over night). */
  readonly quiet: { readonly from: number; readonly to: number } | undefined;
  /** Skin tone of emoji, 0 (none) to 5. */
  readonly skinTone: number;
  /** The latest first. */
  readonly recentEmoji: readonly string[];
  /** Known to the server; a change waits in the outbox. */
  readonly readReceipts: boolean;
  readonly lastSeen: boolean;
}

export interface TimelineInfo {
  /** Older messages exist and can be asked for with `loadOlder`. */
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  /** Newer messages exist that are not in the window: ask with `loadNewer`, or `jumpToEnd`. */
  readonly hasNewer: boolean;
  readonly loadingNewer: boolean;
  /** Older messages exist but are not on this device, and there is no connection to fetch them. */
  readonly olderUnavailable: boolean;
  /** The first load is done: an empty timeline is really empty. */
  readonly ready: boolean;
  /** Last stamped seq shown, to be sent with `markRead`. */
  readonly newestSeq: number;
}

export interface NotSentEntry {
  readonly key: string;
  readonly conversationId: ConversationId;
  readonly conversationTitle: string;
  readonly text: string;
  readonly at: number;
  /** Why, by a key of the message catalogue: `refusal.<reason>`. */
  readonly reason:
    | 'not-a-member'
    | 'not-allowed'
    | 'deleted'
    | 'conversation-refused'
    | 'cancelled'
    | 'server-restored'
    | 'other';
  readonly retry: boolean;
}

/** The file with the person's data, while it is being made. Counts conversations. */
export type ExportProgress =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly done: number; readonly total: number };

export interface Projections {
  readonly session: Session;
  readonly connection: Connection;
  readonly conversations: readonly ConversationRow[];
  readonly 'not-sent': readonly NotSentEntry[];
  readonly preferences: Preferences;
  /** Oldest first. */
  readonly outbox: readonly OutboxEntry[];
  readonly 'own-data': ExportProgress;
  /** People the reader blocks, by name. */
  readonly blocked: readonly Person[];
}
