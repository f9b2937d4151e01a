import type { ConversationId } from '../../../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../../../shared/ids/ulid.ts';
import type { Channel } from '../../../../channel/protocol.ts';
import type { MessageEntry, TimelineEntry } from '../../../../channel/timeline-view.ts';

/** The message that stands after another one, with nothing said in between; undefined: none, or not in the window. */
export const entryAfter = (entries: readonly TimelineEntry[], messageId: MessageId): MessageEntry | undefined => {
  const at = entries.findIndex((entry) => entry.kind === 'message' && entry.messageId === messageId);
  return at < 0 ? undefined : entries.slice(at + 1).find((entry) => entry.kind === 'message');
};

/** The same in the window that this tab shows, wherever it is scrolled to. */
export const messageAfter = (
  channel: Channel,
  conversationId: ConversationId,
  messageId: MessageId,
): Promise<MessageEntry | undefined> =>
  new Promise((resolve) => {
    const end = channel.subscribe(`timeline/${conversationId}`, (message) => {
      if (message.type !== 'timeline' || !message.whole) return;
      queueMicrotask(() => end());
      resolve(entryAfter(message.splice.insert, messageId));
    });
  });
