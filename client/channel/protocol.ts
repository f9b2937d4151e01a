/**
 * What a tab and the replica say to each other. A tab sends commands and subscribes to projections; the replica answers
 * each command once and sends each projection first whole, then as it changes. Plain data only (structured clone).
 */
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { CommandName, CommandResult, Commands } from './commands.ts';
import type { ConversationRow } from './conversation-view.ts';
import type { Projections } from './projections.ts';
import type { SearchTopic } from './search-view.ts';
import type { TimelineEntry, TimelineInfo } from './timeline-view.ts';

/** One change of a list: from `at`, `remove` entries make place for `insert`. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly TimelineEntry[];
}

/** A topic is a projection's name, `conversation/<id>`, `timeline/<id>`, `thread/<id>/<chapter>/<messageId>` or `search/<query>`. */
export type Topic =
  | keyof Projections
  | `conversation/${ConversationId}`
  | `timeline/${ConversationId}`
  | `thread/${ConversationId}/${number}/${MessageId}`
  | SearchTopic;

/**
 * The list comes whole first, then as `rows`: those that look different or are new, and the whole order when that is
 * another one. `conversation/…` values are ConversationView | undefined (unknown conversation); `thread/…` values are
 * ThreadView, `search/…` values SearchView.
 */
export type TopicMessage =
  | { readonly type: 'value'; readonly topic: Exclude<Topic, `timeline/${string}`>; readonly value: unknown }
  | {
      readonly type: 'rows';
      readonly topic: 'conversations';
      readonly rows: readonly ConversationRow[];
      readonly order: readonly ConversationId[] | undefined;
    }
  | {
      readonly type: 'timeline';
      readonly topic: `timeline/${ConversationId}`;
      readonly splice: Splice;
      readonly info: TimelineInfo;
      readonly whole: boolean;
    };

/** A person pressed *Try now*, the browser says that the network came or went, or a tab came back. */
export type WakeCause = 'person' | 'network' | 'tab';

/** Tab → replica. `tab` names the sender; `id` pairs a command with its answer. */
export type ToReplica =
  /** `goneName` is what the tab's language calls a deleted account, once it has loaded. */
  | { readonly type: 'hello'; readonly tab: string; readonly goneName?: string | undefined }
  | { readonly type: 'bye'; readonly tab: string }
  /** The network or the person came back, or the network went: requests that hang are tried again, a socket is asked. */
  | { readonly type: 'wake'; readonly tab: string; readonly cause: WakeCause }
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
  /** Calls back first with the whole, then at each change. Returns a function that stops it. */
  subscribe(topic: Topic, listener: (message: TopicMessage) => void): () => void;
}

/** The channel as the tab itself has it. */
export interface TabChannel extends Channel {
  /** Tells replicas what deleted accounts are called in the tab's language. */
  nameGone(name: string): void;
}
