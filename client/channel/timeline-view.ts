/** Messages as views show them: rows of a timeline, a thread, pinned ones. */
import type { ConversationEvent } from '../../shared/document/chapter.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import type { Unopened } from '../../shared/envelope/opened-body.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';

/** In the order of truth: in memory → on this device's disk → on the server's disk → on a device of theirs → read. */
export type MessageState = 'pending' | 'saved' | 'not-saved' | 'sent' | 'delivered' | 'read' | 'not-sent';

export interface UnopenedCount {
  readonly count: number;
  /** `opening` as long as any of them will be shown. */
  readonly why: Unopened;
}

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
  /** The author is a webhook, which may bear anybody's name. */
  readonly webhook?: true | undefined;
  readonly own: boolean;
  /** In one line; undefined unless `here`, for what is `unopened`, and for messages of blocked people. */
  readonly text: string | undefined;
  readonly unopened?: Unopened | undefined;
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
  /** Votes among which it is not, because this device cannot show them, or not yet. */
  readonly unopened?: UnopenedCount | undefined;
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
  /** The author is a webhook, which may bear anybody's name. */
  readonly webhook?: true | undefined;
  readonly own: boolean;
  /** undefined: deleted, or `unopened`. */
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
  /** Why this device cannot show what it says. */
  readonly unopened?: Unopened | undefined;
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
  /** How often, if more than once. */
  readonly edits?: number | undefined;
  readonly reactions: readonly Reaction[];
  /** Reactions that this device cannot show, or not yet. */
  readonly unopenedReactions?: UnopenedCount | undefined;
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

export interface PinnedMessage {
  readonly chapter: number;
  readonly messageId: MessageId;
  /** When it was pinned, ms since 1970. */
  readonly at: number;
  readonly author: string;
  /** undefined: `unopened`, or its chapter is not open on this device (yet). */
  readonly text: string | undefined;
  readonly unopened?: Unopened | undefined;
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
