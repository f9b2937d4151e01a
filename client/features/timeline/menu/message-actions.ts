import type { MessageRef } from '../../../channel/commands.ts';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import type { Selection } from './create-selection.ts';

/** Everything that can be done with messages on screen. Made once for a conversation; rows only ask. */
export interface MessageActions {
  /** `anchor` is where the menu opens, and where the focus returns to. */
  readonly openMenu: (entry: MessageEntry, anchor: HTMLElement) => void;
  readonly openReactions: (entry: MessageEntry, anchor: HTMLElement) => void;
  /** Who reacted. */
  readonly openReactors: (entry: MessageEntry, anchor: HTMLElement) => void;
  readonly react: (entry: MessageEntry, emoji: string, on: boolean) => void;
  readonly reply: (entry: MessageEntry) => void;
  readonly edit: (entry: MessageEntry) => void;
  readonly copyText: (entries: readonly MessageEntry[]) => void;
  readonly copyLink: (entry: MessageEntry) => void;
  /** To the administrators. */
  readonly report: (entries: readonly MessageEntry[]) => void;
  readonly forward: (entries: readonly MessageEntry[]) => void;
  readonly star: (entries: readonly MessageEntry[], on: boolean) => void;
  readonly pin: (entry: MessageEntry, on: boolean) => void;
  readonly details: (entry: MessageEntry) => void;
  readonly closePoll: (entry: MessageEntry) => void;
  /** Delete for me, on all own devices. */
  readonly hide: (entries: readonly MessageEntry[]) => void;
  /** Delete for everyone, after the seconds in which it can be undone. */
  readonly remove: (entries: readonly MessageEntry[]) => void;
  readonly undoRemove: (entry: MessageEntry) => void;
  /** The thread the message begins or belongs to. */
  readonly openThread: (entry: MessageEntry) => void;
  /** Shows another message of the conversation, wherever it stands. */
  readonly openPlace: (place: MessageRef) => void;
  readonly selection: Selection;
}

export const QUICK_REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;
