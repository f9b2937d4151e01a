/** What the replica sends to views: plain snapshots (structured clone), whole at first and then as they change. */
import type { Unopened } from '../../shared/envelope/opened-body.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { ConversationRow } from './conversation-view.ts';
import type { Person } from './person.ts';

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

/** Something one asked for that waits in the outbox, or was refused. */
export interface OutboxEntry {
  readonly key: string;
  readonly kind:
    | 'create-group'
    | 'start-direct'
    | 'rename'
    | 'describe'
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
    | 'make-admin'
    | 'remove-admin'
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

export interface Preferences {
  /** A quiet sound for what is notified. */
  readonly sound: boolean;
  /** Do not disturb, in minutes after local midnight; `from` may be later than `to` (over night). */
  readonly quiet: { readonly from: number; readonly to: number } | undefined;
  /** Do not disturb until then, ms since 1970; 0: not; `FOREVER`. */
  readonly pausedUntil: number;
  /** Skin tone of emoji, 0 (none) to 5. */
  readonly skinTone: number;
  /** What two taps on a message react with; undefined: the usual one. */
  readonly favourite: string | undefined;
  /** Addresses are asked for previews before they are sent. */
  readonly linkPreviews: boolean;
  /** The latest first. */
  readonly recentEmoji: readonly string[];
  /** Known to the server; a change waits in the outbox. */
  readonly readReceipts: boolean;
  readonly lastSeen: boolean;
}

export interface NotSentEntry {
  readonly key: string;
  readonly conversationId: ConversationId;
  readonly conversationTitle: string;
  readonly text: string;
  /** Why its text cannot be shown. */
  readonly unopened?: Unopened | undefined;
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

/** The files of one message on their way to the server. */
export interface UploadView {
  readonly conversationId: ConversationId;
  readonly conversationTitle: string;
  readonly messageId: MessageId;
  /** Sealed bytes of all its files and previews. */
  readonly size: number;
  readonly sent: number;
  /** `failed`: it is tried again by hand only, or by itself at `againAt`. */
  readonly state: 'waiting' | 'uploading' | 'paused' | 'failed';
  /** Shown through the catalogue. `lost`: its bytes are no longer on this device. */
  readonly reason?: 'offline' | 'too-large' | 'quota-full' | 'server-full' | 'too-many' | 'lost' | 'failed' | undefined;
  /** ms since 1970. */
  readonly againAt?: number | undefined;
  readonly files: readonly {
    readonly blob: string;
    readonly name: string;
    readonly size: number;
    readonly sent: number;
  }[];
}

export interface Projections {
  /** In the order in which they are sent. */
  readonly uploads: readonly UploadView[];
  readonly session: Session;
  readonly connection: Connection;
  readonly conversations: readonly ConversationRow[];
  readonly 'not-sent': readonly NotSentEntry[];
  readonly preferences: Preferences;
  /** Oldest first. */
  readonly outbox: readonly OutboxEntry[];
  /** People the reader blocks, by name. */
  readonly blocked: readonly Person[];
}
