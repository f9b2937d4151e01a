import type { MessageEntry } from '../../channel/protocol.ts';

/** What a row can ask for; the timeline does it. `anchor` is where a menu opens. */
export interface MessageActions {
  readonly openMenu: (entry: MessageEntry, anchor: HTMLElement) => void;
  readonly openReactions: (entry: MessageEntry, anchor: HTMLElement) => void;
  readonly react: (entry: MessageEntry, emoji: string, on: boolean) => void;
}

export const QUICK_REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;
