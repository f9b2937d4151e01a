import type { ConversationEvent } from '../../shared/document/event.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';

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

/** What the server has still to write into conversations, or to remove. */
export interface Upkeep {
  /**
   * Event entries that wait to be written into their conversations (`settles` of a commit removes them): of groups that
   * were made or renamed, of members, and of changed times to disappear. By place, those after `after`.
   */
  pendingEvents(after: number, limit: number): Promise<readonly PendingEvent[]>;
  /** Messages due at or before a moment, deleted ones too, the earliest first; until a commit names them as vanished. */
  dueMessages(now: number, limit: number): Promise<readonly DueMessage[]>;
  /** Removes some of what deleted groups held from the disk; true when there is more to do. */
  purgeDeleted(): Promise<boolean>;
}
