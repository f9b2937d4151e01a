import type { ConversationRow } from './conversation-view.ts';
import type { TopicMessage } from './protocol.ts';

/** The list as it is after a message about it: unchanged rows are the same objects, and so is a list without a change. */
export const joinRows = (
  before: readonly ConversationRow[],
  message: Extract<TopicMessage, { type: 'value' | 'rows' }>,
): readonly ConversationRow[] => {
  // The channel's types say that the topic carries rows.
  if (message.type === 'value') return message.value as readonly ConversationRow[];
  const changed = new Map(message.rows.map((row) => [row.id, row]));
  if (message.order === undefined) return before.map((row) => changed.get(row.id) ?? row);
  const known = new Map(before.map((row) => [row.id, row]));
  return message.order.flatMap((id) => changed.get(id) ?? known.get(id) ?? []);
};
