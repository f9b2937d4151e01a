import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow } from '../../channel/projections.ts';
import { markOf } from './decide-notice.ts';

/** What another tab is to notify, in case it closes before it has come to that. */
export interface OwedNotices {
  readonly owe: (row: ConversationRow) => void;
  /** That tab has decided about the message of this mark. It may have been faster than this one. */
  readonly decided: (id: ConversationId, mark: string) => void;
  /** It was read, or is gone. */
  readonly settle: (id: ConversationId) => void;
  /** That tab is gone: what is left to this one. */
  readonly take: () => readonly ConversationRow[];
}

export const createOwedNotices = (): OwedNotices => {
  const owed = new Map<ConversationId, ConversationRow>();
  const known = new Map<ConversationId, string>();
  return {
    owe: (row) => {
      owed.set(row.id, row);
    },
    decided: (id, mark) => {
      known.set(id, mark);
    },
    settle: (id) => {
      owed.delete(id);
    },
    take: () => {
      const left = [...owed.values()].filter((row) => known.get(row.id) !== markOf(row));
      owed.clear();
      return left;
    },
  };
};
