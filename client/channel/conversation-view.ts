/** Conversations as views show them: rows of the list, and one on screen. */
import type { Unopened } from '../../shared/envelope/opened-body.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { GroupRights, RightName } from '../../shared/permissions/group-rights.ts';
import type { Disappearing } from '../../shared/protocol/conversation-settings.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { Person } from './person.ts';
import type { MessageState, PinnedMessage } from './timeline-view.ts';

/** How many unread messages of a conversation are sent to a tab one by one: more than arrive while a person looks at it. */
export const NEWS = 12;

/** An unread message of somebody else, as far as a notification may show it. */
export interface News {
  readonly id: string;
  readonly seq: number;
  /** Name of the writer. */
  readonly by: string;
  /** The first 160 characters; undefined: it cannot be shown, see `unopened`. */
  readonly text: string | undefined;
  readonly unopened?: Unopened | undefined;
  /** It mentions the reader, or everybody; undefined: what it says is not known until its chapter, or its body, is opened. */
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
  /** `left`, because a restored server does not know the group. */
  readonly lost?: true;
  readonly last:
    | {
        readonly text: string | undefined;
        readonly unopened?: Unopened | undefined;
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
  /** Own messages to it that are listed under *Not sent*. */
  readonly notSent: number;
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

export interface MemberRow extends Person {
  readonly role: Role;
  readonly own: boolean;
  readonly online: boolean;
  /** When last connected, ms since 1970; undefined: hidden. */
  readonly seenAt: number | undefined;
  /** What the reader may do with them, by the table of member actions. */
  readonly may: {
    readonly remove: boolean;
    readonly makeAdmin: boolean;
    readonly removeAdmin: boolean;
    readonly transfer: boolean;
  };
  /** A change of them that the server has not answered. */
  readonly waiting: boolean;
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
  /** A group's description. */
  readonly topic: string | undefined;
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
