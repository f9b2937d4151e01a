import { createContext, useContext } from 'solid-js';
import type { MessageId } from '../../../../shared/ids/ulid.ts';

/** Where the content of a message can lead. Without a provider quotes are shown and lead nowhere. */
export interface MessageLinks {
  /** Shows another message of the same conversation. */
  readonly jump: (chapter: number, messageId: MessageId) => void;
}

export const MessageLinksContext = createContext<MessageLinks>();
export const useMessageLinks = (): MessageLinks | undefined => useContext(MessageLinksContext);
