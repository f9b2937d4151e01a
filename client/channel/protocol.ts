/**
 * What a tab and the replica say to each other. A tab sends commands and subscribes to projections; the replica answers
 * each command once and sends each projection first whole, then as it changes. Plain data only (structured clone).
 */
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
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
  readonly draft: string;
  /** Someone else has the conversation open and is writing. Known only for conversations on screen. */
  readonly typing: boolean;
}

/** In the order of truth: in memory → on this device's disk → on the server's disk → on a device of theirs → read. */
export type MessageState = 'pending' | 'saved' | 'not-saved' | 'sent' | 'delivered' | 'read' | 'not-sent';

export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  readonly mine: boolean;
  readonly names: readonly string[];
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
  readonly text: string | undefined;
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
  readonly may: { readonly edit: boolean; readonly remove: boolean; readonly react: boolean };
}

export type TimelineEntry =
  | MessageEntry
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number };

export interface MemberRow extends Person {
  readonly role: Role;
  readonly own: boolean;
  readonly online: boolean;
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
}

export interface TimelineInfo {
  /** Older messages exist and can be asked for with `loadOlder`. */
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
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
}

/** One change of a list: from `at`, `remove` entries make place for `insert`. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly TimelineEntry[];
}

/** A topic is a projection's name, `conversation/<id>` or `timeline/<id>`. */
export type Topic = keyof Projections | `conversation/${ConversationId}` | `timeline/${ConversationId}`;

/** `conversation/…` values are ConversationView | undefined (unknown conversation). */
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
  send: { in: { conversationId: ConversationId; messageId: MessageId; text: string }; out: Record<never, never> };
  edit: {
    in: { conversationId: ConversationId; chapter: number; messageId: MessageId; editId: EditId; text: string };
    out: Record<never, never>;
  };
  remove: { in: { conversationId: ConversationId; chapter: number; messageId: MessageId }; out: Record<never, never> };
  /** Makes sure one's reaction is there (`on`) or not. */
  react: {
    in: { conversationId: ConversationId; chapter: number; messageId: MessageId; emoji: string; on: boolean };
    out: Record<never, never>;
  };
  loadOlder: { in: { conversationId: ConversationId }; out: Record<never, never> };
  markRead: { in: { conversationId: ConversationId; seq: number }; out: Record<never, never> };
  typing: { in: { conversationId: ConversationId; typing: boolean }; out: Record<never, never> };
  saveDraft: { in: { conversationId: ConversationId; text: string }; out: Record<never, never> };
  retryNotSent: { in: { key: string }; out: Record<never, never> };
  discardNotSent: { in: { key: string }; out: Record<never, never> };
}
export type CommandName = keyof Commands;

/** Why a command could not be done; shown through the catalogue as `error.<code>`. */
export type CommandError = 'signed-out' | 'too-long' | 'empty' | 'not-allowed' | 'unknown' | 'offline' | 'failed';

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
