import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow } from '../../channel/conversation-view.ts';

/** Conversations behind a row of their own, above the list. */
export type Box = 'archived' | 'requests';

export const inBox = (row: ConversationRow, box: Box): boolean =>
  box === 'requests' ? row.request : row.archived && !row.request;

/** Rows of the list itself. */
export const inList = (rows: readonly ConversationRow[]): readonly ConversationRow[] =>
  rows.filter((row) => !row.archived && !row.request);

export const isUnread = (row: ConversationRow): boolean => row.unread > 0 || row.markedUnread;

/** The next row above or below the open one, going round; with `unread` only among those that are. */
export const stepFrom = (
  rows: readonly ConversationRow[],
  open: ConversationId | undefined,
  by: 1 | -1,
  unread: boolean,
): ConversationRow | undefined => {
  const at = rows.findIndex((row) => row.id === open);
  const start = at < 0 && by < 0 ? 0 : at;
  for (let far = 1; far <= rows.length; far++) {
    const row = rows[(start + by * far + rows.length * 2) % rows.length];
    if (row !== undefined && row.id !== open && (!unread || isUnread(row))) return row;
  }
  return undefined;
};
