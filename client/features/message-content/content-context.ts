import { type Accessor, createContext, useContext } from 'solid-js';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { Person } from '../../channel/person.ts';
import { tintOf } from '../../design/initials.ts';

const ALWAYS: Accessor<0 | -1> = () => 0;

/** 0 while a message's contents are in the tab order, else -1: in a list, only those of the focused row are. */
export const RowStop = createContext<Accessor<0 | -1>>(ALWAYS);
export const useRowStop = (): Accessor<0 | -1> => useContext(RowStop) ?? ALWAYS;

/** Where the content of a message can lead. Without a provider, quotes are shown but lead nowhere. */
export interface MessageLinks {
  /** Shows another message of the same conversation. */
  readonly jump: (chapter: number, messageId: MessageId) => void;
  /** A member, by account number. */
  readonly personOf: (by: number) => Person | undefined;
}

export const MessageLinksContext = createContext<MessageLinks>();
export const useMessageLinks = (): MessageLinks | undefined => useContext(MessageLinksContext);

/** The colour of an author, the same as that of their face; of somebody who has left it depends on their number. */
export const tintOfAuthor = (links: MessageLinks | undefined, by: number): number =>
  tintOf(links?.personOf(by)?.userId ?? by);
