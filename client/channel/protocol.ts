/**
 * What a tab and the replica say to each other. A tab sends commands and subscribes to projections; the replica answers
 * each command once and sends each projection first whole, then as it changes. Plain data only (structured clone).
 */
import type { ConversationEvent } from '../../shared/document/event.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
import type { Disappearing } from '../../shared/protocol/disappearing.ts';
import type { Role } from '../../shared/protocol/facts.ts';

export interface Person {
  readonly userId: string;
  /** Account number, as in `by` of an envelope. */
  readonly number: number;
  readonly name: string;
}

// ---------------------------------------------------------------- projections

export type Session =
  | { readonly kind: 'starting' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly me: Person & { readonly email: string } };

export interface Connection {
  /** `sign-in-needed`: the session ended; local work goes on. `update-needed`: this app is too old for the server. */
  readonly state: 'offline' | 'connecting' | 'online' | 'sign-in-needed' | 'update-needed';
  /** ms since 1970: since when it is in that state (offline: when it was last online; 0 when never). */
  readonly since: number;
  /** Changes and commands that are not yet on the server's disk. */
  readonly unsent: number;
  /** Changes not yet on this device's disk. */
  readonly unsaved: number;
  /** A write to this device's disk failed and is being retried. */
  readonly saveFailing: boolean;
  /** Entries of `not-sent`. */
  readonly notSent: number;
}

export interface ConversationRow {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group' | 'notes';
  /** The group's name or the other person's. */
  readonly title: string;
  /** The other person of a direct conversation. */
  readonly peer: Person | undefined;
  readonly membersCount: number;
  /** `waiting`: made offline, not on the server yet; `refused`: the server would not have it; `left`: no longer in it. */
  readonly state: 'ready' | 'waiting' | 'refused' | 'left';
  readonly last:
    | {
        readonly text: string | undefined;
        readonly deleted: boolean;
        /** Name of the writer; undefined when it is oneself. */
        readonly by: string | undefined;
        readonly own: boolean;
        /** Shown time, ms since 1970. */
        readonly at: number;
        readonly state: MessageState;
      }
    | undefined;
  readonly unread: number;
  /** Unread messages that name one, or everybody. */
  readonly mentions: number;
  readonly draft: Draft;
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

export interface Reaction {
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
  /** In one line; undefined unless `here`, and for what cannot be read. */
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
  readonly starred: boolean;
  readonly pinned: boolean;
  /** Answers to it, as far as chapters are open, and how many of them one has not read. */
  readonly replies: { readonly count: number; readonly unread: number } | undefined;
  /** Its deletion for everyone waits until then and can be undone. ms since 1970. */
  readonly removingAt: number | undefined;
  /** When it disappears, ms since 1970. */
  readonly due: number | undefined;
  readonly unreadable: boolean;
  /** Set when deleted for everyone: by whom (a name; undefined for oneself). */
  readonly deleted: { readonly by: string | undefined } | undefined;
  /** Shown time: when it was written, but never after its stamp. ms since 1970. */
  readonly at: number;
  /** Set when it reached the server long after it was written: when it arrived. */
  readonly arrivedAt: number | undefined;
  readonly state: MessageState;
  readonly edited: boolean;
  readonly reactions: readonly Reaction[];
  /** Whether the entry opens or closes a run of one author. */
  readonly first: boolean;
  readonly last: boolean;
  /** What one may do, from the permission table. */
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

/** Something that happened, told by the server. */
export interface EventEntry {
  readonly kind: 'event';
  readonly key: string;
  readonly at: number;
  readonly event: ConversationEvent;
  /** Name of who did it, and of whom it was done to; undefined when it is oneself (or nobody, for `who`). */
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
  /** When last connected, ms since 1970; undefined: not told. */
  readonly seenAt: number | undefined;
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
  readonly reason: 'not-a-member' | 'not-allowed' | 'deleted' | 'conversation-refused' | 'other';
  readonly retry: boolean;
}

export interface Projections {
  readonly session: Session;
  readonly connection: Connection;
  readonly conversations: readonly ConversationRow[];
  readonly 'not-sent': readonly NotSentEntry[];
  readonly preferences: Preferences;
}

/** One change of a list: from `at`, `remove` entries make place for `insert`. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly TimelineEntry[];
}

/** A topic is a projection's name, `conversation/<id>`, `timeline/<id>` or `thread/<id>/<chapter>/<messageId>`. */
export type Topic =
  | keyof Projections
  | `conversation/${ConversationId}`
  | `timeline/${ConversationId}`
  | `thread/${ConversationId}/${number}/${MessageId}`;

/** `conversation/…` values are ConversationView | undefined (unknown conversation); `thread/…` values are ThreadView. */
export type TopicMessage =
  | { readonly type: 'value'; readonly topic: Exclude<Topic, `timeline/${string}`>; readonly value: unknown }
  | {
      readonly type: 'timeline';
      readonly topic: `timeline/${ConversationId}`;
      readonly splice: Splice;
      readonly info: TimelineInfo;
      readonly whole: boolean;
    };

// ------------------------------------------------------------------- commands

type TextBody = Extract<MessageBody, { kind: 'text' }>;

/** Where a message stands. */
export interface Place {
  readonly conversationId: ConversationId;
  readonly chapter: number;
  readonly messageId: MessageId;
}

export interface MessageDetails {
  /** By the author's clock and by the server's; undefined: not on the server. ms since 1970. */
  readonly writtenAt: number;
  readonly stampedAt: number | undefined;
  readonly others: number;
  readonly delivered: number;
  readonly read: number;
  /** The other members; empty in large groups until the server has answered. */
  readonly people: readonly {
    readonly number: number;
    readonly name: string;
    readonly state: 'sent' | 'delivered' | 'read';
    readonly deliveredAt: number | undefined;
    readonly readAt: number | undefined;
  }[];
  /** The server has answered: times are known. */
  readonly complete: boolean;
}

export interface StarredMessage extends Place {
  readonly conversationTitle: string;
  readonly author: string;
  readonly own: boolean;
  /** undefined: not on this device, and there is no connection. */
  readonly text: string | undefined;
  /** When it was written; when it was starred while that is not known. ms since 1970. */
  readonly at: number;
}

export interface Commands {
  /** The cookie changed (signed in or up in a tab): look again. */
  sessionChanged: { in: Record<never, never>; out: { signedIn: boolean } };
  /** Without `force`, answers how much would be lost and does nothing when that is more than 0. Wipes the device. */
  signOut: { in: { force: boolean }; out: { done: boolean; unsent: number } };
  /** `complete: false`: offline, only people this device knows. */
  searchPeople: { in: { query: string }; out: { people: readonly Person[]; complete: boolean } };
  startDirect: { in: { person: Person }; out: { conversationId: ConversationId } };
  /** `conversationId` is made by the tab (`makeGroupId`), so that a repeated command does no harm; so are the ids below. */
  createGroup: {
    in: { conversationId: ConversationId; name: string; members: readonly Person[] };
    out: { conversationId: ConversationId };
  };
  addMember: { in: { conversationId: ConversationId; person: Person }; out: Record<never, never> };
  removeMember: { in: { conversationId: ConversationId; userId: string }; out: Record<never, never> };
  rename: { in: { conversationId: ConversationId; name: string }; out: Record<never, never> };
  send: { in: { conversationId: ConversationId; messageId: MessageId; body: MessageBody }; out: Record<never, never> };
  edit: {
    in: Place & { editId: EditId; text: string; mentions?: TextBody['mentions']; everyone?: true };
    out: Record<never, never>;
  };
  /** Delete for everyone: done after five seconds, during which `undoRemove` takes it back. */
  remove: { in: Place; out: { at: number } };
  undoRemove: { in: Place; out: Record<never, never> };
  /** Delete for me (`on`), on all of one's devices; or take that back. */
  hide: { in: Place & { on: boolean }; out: Record<never, never> };
  /** Makes sure one's reaction is there (`on`) or not. */
  react: { in: Place & { emoji: string; on: boolean }; out: Record<never, never> };
  star: { in: Place & { on: boolean }; out: Record<never, never> };
  pin: { in: Place & { on: boolean }; out: Record<never, never> };
  /** No choices: take one's vote back. */
  vote: { in: Place & { choices: readonly number[] }; out: Record<never, never> };
  closePoll: { in: Place & { editId: EditId }; out: Record<never, never> };
  /** Writes what each message says into each conversation; nothing tells where it comes from. */
  forward: {
    in: {
      conversationId: ConversationId;
      messages: readonly { readonly chapter: number; readonly messageId: MessageId }[];
      /** One new id for each message. */
      to: readonly { readonly conversationId: ConversationId; readonly messageIds: readonly MessageId[] }[];
    };
    out: Record<never, never>;
  };
  versions: {
    in: Place;
    out: { versions: readonly { readonly id: string; readonly text: string; readonly at: number }[] };
  };
  details: { in: Place; out: MessageDetails };
  starred: { in: Record<never, never>; out: { messages: readonly StarredMessage[] } };
  setDisappear: { in: { conversationId: ConversationId; seconds: Disappearing }; out: Record<never, never> };
  /** How the person arranges the conversation for themself; absent fields stay. */
  arrange: {
    in: {
      conversationId: ConversationId;
      pinned?: boolean;
      archived?: boolean;
      mutedUntil?: number;
      mentionsOnly?: boolean;
      markedUnread?: boolean;
    };
    out: Record<never, never>;
  };
  /** Absent fields stay. `quiet: null` switches it off. */
  setPreferences: {
    in: {
      sound?: boolean;
      quiet?: { readonly from: number; readonly to: number } | null;
      skinTone?: number;
      readReceipts?: boolean;
      lastSeen?: boolean;
    };
    out: Record<never, never>;
  };
  usedEmoji: { in: { emoji: string }; out: Record<never, never> };
  loadOlder: { in: { conversationId: ConversationId }; out: Record<never, never> };
  loadNewer: { in: { conversationId: ConversationId }; out: Record<never, never> };
  /** Moves the window so that it holds the message; `key` is its entry's. `offline`: its chapter is not on this device. */
  jump: { in: Place; out: { key: string } };
  /** To the first message at or after a seq (a mention), or a time (ms since 1970). */
  jumpToSeq: { in: { conversationId: ConversationId; seq: number }; out: { key: string } };
  jumpToTime: { in: { conversationId: ConversationId; at: number }; out: { key: string } };
  jumpToEnd: { in: { conversationId: ConversationId }; out: Record<never, never> };
  /** Without `seq`: all of it. */
  markRead: { in: { conversationId: ConversationId; seq?: number }; out: Record<never, never> };
  typing: { in: { conversationId: ConversationId; typing: boolean }; out: Record<never, never> };
  /** With `target` of kind `edit`, `text` is the edit's; the draft of a new message stays. */
  saveDraft: {
    in: { conversationId: ConversationId; text: string; target?: DraftTarget | undefined };
    out: Record<never, never>;
  };
  retryNotSent: { in: { key: string }; out: Record<never, never> };
  discardNotSent: { in: { key: string }; out: Record<never, never> };
}
export type CommandName = keyof Commands;

/** Why a command could not be done; shown through the catalogue as `error.<code>`. */
export type CommandError =
  | 'signed-out'
  | 'too-late'
  | 'too-many'
  | 'too-long'
  | 'empty'
  | 'not-allowed'
  | 'unknown'
  | 'offline'
  | 'failed';

export type CommandResult<C extends CommandName> =
  | { readonly ok: true; readonly value: Commands[C]['out'] }
  | { readonly ok: false; readonly error: CommandError };

// ---------------------------------------------------------------------- wire

/** Tab → replica. `tab` names the sender; `id` pairs a command with its answer. */
export type ToReplica =
  | { readonly type: 'hello'; readonly tab: string }
  | { readonly type: 'bye'; readonly tab: string }
  | { readonly type: 'subscribe'; readonly tab: string; readonly topic: Topic }
  | { readonly type: 'unsubscribe'; readonly tab: string; readonly topic: Topic }
  | {
      readonly type: 'command';
      readonly tab: string;
      readonly id: number;
      readonly name: CommandName;
      readonly input: unknown;
    };

/** Replica → tabs. `ready` is sent to all when a replica starts: tabs subscribe again and repeat unanswered commands. */
export type FromReplica =
  | { readonly type: 'ready'; readonly replica: string }
  | { readonly type: 'answer'; readonly tab: string; readonly id: number; readonly result: CommandResult<CommandName> }
  | { readonly type: 'topic'; readonly tab: string; readonly message: TopicMessage };

/** What views use: typed calls and subscriptions, whatever carries them. Made by `client/channel/connect.ts`. */
export interface Channel {
  call<C extends CommandName>(name: C, input: Commands[C]['in']): Promise<CommandResult<C>>;
  /** Calls back first with the whole, then at each change. Returns the way to stop. */
  subscribe(topic: Topic, listener: (message: TopicMessage) => void): () => void;
}
