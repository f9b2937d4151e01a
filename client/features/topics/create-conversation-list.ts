import { batch, createSignal, onCleanup, untrack } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import { joinRows } from '../../channel/join-rows.ts';
import type { Channel } from '../../channel/protocol.ts';
import { createOwnStore } from '../../primitives/own-store/create-own-store.ts';

interface Held {
  readonly row: ConversationRow;
  readonly set: (next: ConversationRow) => void;
}

const hold = (made: ConversationRow): Held => {
  const [row, set] = createOwnStore(made, { key: 'userId' });
  return { row, set };
};

/** The list of conversations: each row is a store of its own, so that a change of one costs nothing for the others. */
export const createConversationList = (channel: Channel): (() => readonly ConversationRow[] | undefined) => {
  const [rows, setRows] = createSignal<readonly ConversationRow[]>();
  let held = new Map<ConversationId, Held>();
  /** As the replica says. */
  let told: readonly ConversationRow[] | undefined;
  const take = (row: ConversationRow, isNews: boolean): Held => {
    const known = held.get(row.id);
    if (known === undefined) return hold(row);
    if (isNews) known.set(row);
    return known;
  };
  onCleanup(
    channel.subscribe('conversations', (message) => {
      if (message.type === 'timeline' || (message.type === 'rows' && told === undefined)) return;
      const before = new Set(told);
      const next = joinRows(told ?? [], message);
      told = next;
      batch(() => {
        const kept = new Map(next.map((row) => [row.id, take(row, !before.has(row))] as const));
        const isOther = kept.size !== held.size || next.some(({ id }, at) => untrack(rows)?.[at] !== kept.get(id)?.row);
        held = kept;
        if (isOther || untrack(rows) === undefined) setRows([...kept.values()].map(({ row }) => row));
      });
    }),
  );
  return rows;
};
