import type { Commands } from '../../channel/commands.ts';
import { type ConversationRow, FOREVER } from '../../channel/conversation-view.ts';

export type Arrangement = Omit<Commands['arrange']['in'], 'conversationId'>;

/** What a row's menu offers, in its order. Muting opens its own choices. */
export type RowAction =
  | {
      readonly kind: 'pin' | 'unpin' | 'mark-unread' | 'archive' | 'unarchive' | 'unmute';
      readonly change: Arrangement;
    }
  | { readonly kind: 'mark-read' }
  | { readonly kind: 'mute' | 'clear' | 'remove' }
  | { readonly kind: 'mentions-only'; readonly on: boolean; readonly change: Arrangement };

export const isMuted = (row: Pick<ConversationRow, 'mutedUntil'>, now: number): boolean => row.mutedUntil > now;

export const rowActions = (row: ConversationRow, now: number): readonly RowAction[] => [
  row.pinned ? { kind: 'unpin', change: { pinned: false } } : { kind: 'pin', change: { pinned: true } },
  row.unread > 0 || row.markedUnread ? { kind: 'mark-read' } : { kind: 'mark-unread', change: { markedUnread: true } },
  isMuted(row, now) ? { kind: 'unmute', change: { mutedUntil: 0 } } : { kind: 'mute' },
  // Mentions make no difference between two people.
  ...(row.kind === 'group'
    ? [{ kind: 'mentions-only', on: row.mentionsOnly, change: { mentionsOnly: !row.mentionsOnly } } as const]
    : []),
  row.archived
    ? { kind: 'unarchive', change: { archived: false } }
    : // Archiving a conversation unpins it.
      { kind: 'archive', change: { archived: true, pinned: false } },
  { kind: 'clear' },
  { kind: 'remove' },
];

const HOUR = 3_600_000;

/** How long a mute can last; `until` in ms since 1970. */
export const MUTES = [
  { key: 'hour', until: (now: number) => now + HOUR },
  { key: 'hours', until: (now: number) => now + 8 * HOUR },
  { key: 'week', until: (now: number) => now + 7 * 24 * HOUR },
  { key: 'forever', until: () => FOREVER },
] as const;
