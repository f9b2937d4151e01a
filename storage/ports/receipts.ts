import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageReceipts } from '../../shared/protocol/http.ts';

/** Watermarks, and when they passed a message. */
export interface Receipts {
  /** Raises watermarks, joined with max() and bounded by the conversation's seq; true when something rose. */
  raise(id: ConversationId, userId: UserId, marks: { read?: number; delivered?: number }): Promise<boolean>;
  /** Who has one message, and since when, as far as `asker` may know; undefined when there is no such living message. */
  receipts(id: ConversationId, seq: number, asker: UserId): Promise<MessageReceipts | undefined>;
}
