import { type Accessor, createContext, useContext } from 'solid-js';
import type { MessageId } from '../../../shared/ids/ulid.ts';

const ALWAYS: Accessor<0 | -1> = () => 0;

/** 0 while what is in a message is in the order of Tab, else -1: of a whole list only the row the keyboard is at. */
export const RowStop = createContext<Accessor<0 | -1>>(ALWAYS);
export const useRowStop = (): Accessor<0 | -1> => useContext(RowStop) ?? ALWAYS;

/** Where the content of a message can lead. Without a provider quotes are shown and lead nowhere. */
export interface MessageLinks {
  /** Shows another message of the same conversation. */
  readonly jump: (chapter: number, messageId: MessageId) => void;
}

export const MessageLinksContext = createContext<MessageLinks>();
export const useMessageLinks = (): MessageLinks | undefined => useContext(MessageLinksContext);
