import type { ConversationRow } from '../../channel/projections.ts';
import { isMuted } from '../conversation-list/arranging.ts';

/** Conversations that ask for attention: no requests, unread or marked so, not muted; of those with mentions only, the mentioned. */
export const countUnread = (rows: readonly ConversationRow[], now: number): number =>
  rows.filter(
    (row) =>
      !row.request &&
      !isMuted(row, now) &&
      (row.markedUnread || (row.mentionsOnly ? row.mentions > 0 : row.unread > 0)),
  ).length;
