import type { ConversationRow } from '../../channel/conversation-view.ts';
import type { Person } from '../../channel/person.ts';
import { isUnread } from '../conversation-list/order.ts';
import { matches, titleOf } from '../conversation-list/row-title.ts';

/** More than anybody reads; typing one more letter is quicker. */
const MOST = 40;

/** Conversations to go to: found by name; the unread first, then the latest, what was put away last. */
export const switchRows = (rows: readonly ConversationRow[], query: string): readonly ConversationRow[] => {
  const rank = (row: ConversationRow): number => (row.archived || row.request ? 2 : 0) + (isUnread(row) ? 0 : 1);
  return rows
    .filter((row) => matches(titleOf(row), query))
    .map((row, at) => ({ row, at }))
    .sort((a, b) => rank(a.row) - rank(b.row) || lastAt(b.row) - lastAt(a.row) || a.at - b.at)
    .slice(0, MOST)
    .map(({ row }) => row);
};

const lastAt = (row: ConversationRow): number => row.last?.at ?? 0;

/** People to start a conversation with: not the person themself, and nobody whose conversation is offered already. */
export const switchPeople = (
  people: readonly Person[],
  rows: readonly ConversationRow[],
  me: string,
): readonly Person[] =>
  people.filter(
    ({ userId }) => userId !== me && !rows.some((row) => row.kind === 'direct' && row.peer?.userId === userId),
  );
