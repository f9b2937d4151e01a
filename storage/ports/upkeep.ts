import type { ConversationEvent } from '../../shared/document/chapter.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';

/** An event entry that was decided with a change of facts and is not in a chapter yet. */
export interface PendingEvent {
  /** Increases in the order of the events. */
  readonly place: number;
  /** ULID: its key in `events`. */
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly event: ConversationEvent;
}

/** A message whose time has expired. */
export interface DueMessage {
  readonly conversationId: ConversationId;
  readonly chapter: number;
  readonly id: MessageId;
  readonly author: AccountNumber;
}

/** What the server still has to write into conversations, or to remove. */
export interface Upkeep {
  /**
   * Event entries that wait to be written into their conversations (`settles` of a commit removes them): group creations,
   * names, members, and disappearing-message times. In the order of `place`, starting after `after`.
   */
  pendingEvents(after: number, limit: number): Promise<readonly PendingEvent[]>;
  /**
   * Messages due at or before a given time, deleted ones too, earliest first, until a commit lists them as vanished.
   */
  dueMessages(now: number, limit: number): Promise<readonly DueMessage[]>;
  /** Removes some of what deleted groups held from the disk; true when there is more to remove. */
  purgeDeleted(): Promise<boolean>;
}
