import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../../shared/ids/ulid.ts';

/** How the account document names a message: `<conversationId>/<messageId>`. Its chapter may change, so it is no part. */
export const messageKey = (conversationId: ConversationId, messageId: MessageId): string =>
  `${conversationId}/${messageId}`;

export interface NamedMessage {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

export const parseMessageKey = (key: string): NamedMessage | undefined => {
  const [conversation = '', message = '', rest] = key.split('/');
  const conversationId = parseConversationId(conversation);
  const messageId = parseMessageId(message);
  return rest !== undefined || conversationId === undefined || messageId === undefined
    ? undefined
    : { conversationId, messageId };
};

/** A chapter's number in a value of the account document; undefined for anything else. */
export const asChapter = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
