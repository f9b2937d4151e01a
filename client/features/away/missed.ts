import type { ConversationRow } from '../../channel/conversation-view.ts';

export interface Missed {
  /** With something unread: those with mentions first, then the latest; muted ones last. */
  readonly rows: readonly ConversationRow[];
  readonly messages: number;
  readonly mentions: number;
}

/** What came while a person was away, by the rows of their list; whoever asks to talk is not among them. */
export const missedIn = (rows: readonly ConversationRow[], now: number): Missed => {
  const isMuted = (row: ConversationRow): boolean => row.mutedUntil > now || row.archived;
  const unread = rows.filter((row) => row.unread > 0 && !row.request && !row.blocked);
  return {
    rows: unread.toSorted(
      (a, b) =>
        Number(b.mentions > 0) - Number(a.mentions > 0) ||
        Number(isMuted(a)) - Number(isMuted(b)) ||
        (b.last?.at ?? 0) - (a.last?.at ?? 0),
    ),
    messages: unread.reduce((sum, row) => sum + row.unread, 0),
    mentions: unread.reduce((sum, row) => sum + row.mentions, 0),
  };
};
