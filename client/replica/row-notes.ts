import { chapterDocument, type DocumentName } from '../../shared/document/name.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { summaryOf } from '../../shared/protocol/summary-of.ts';
import type { Directory } from './directory.ts';
import type { ReplicaDocument } from './documents/replica-document.ts';
import type { LocalState } from './local-state.ts';
import { pendingKey } from './pending/pending-messages.ts';
import type { Clock } from './ports.ts';

const PREVIEW_CHARACTERS = 160;

/** What a row of the list shows of an own message that the facts do not know yet, also when its chapter is closed. */
export interface RowNotes {
  readonly written: (id: ConversationId, messageId: MessageId, body: MessageBody) => void;
  /** It is on the server, or gone: the head says the rest. */
  readonly refresh: (id: ConversationId, live: ReplicaDocument) => void;
}

export const createRowNotes = (
  clock: Clock,
  localState: LocalState,
  directory: Directory,
  peek: (name: DocumentName) => ReplicaDocument | undefined,
): RowNotes => {
  const { row, pending } = localState.tables;
  return {
    written: (id, messageId, body) => {
      const chapters = directory.chapters(id);
      const holds = (one: number): boolean => peek(chapterDocument(id, one))?.index?.get(messageId) !== undefined;
      // It may stand in none yet.
      const chapter = chapters.findLast(holds) ?? chapters.at(-1) ?? 0;
      const text = summaryOf(body).slice(0, PREVIEW_CHARACTERS);
      const own = { id: messageId, chapter, text, at: Math.max(0, clock.now()) };
      void localState.commit([{ kind: 'row', key: id, value: { ...row.get(id), own } }]);
    },
    refresh: (id, live) => {
      const known = row.get(id);
      if (known?.own === undefined || live.address.kind !== 'chapter' || live.address.chapter !== known.own.chapter)
        return;
      const messageId = known.own.id as MessageId;
      if (pending.has(pendingKey(id, messageId))) return;
      const message = live.index?.get(messageId);
      if (message === undefined || message.stamp !== undefined || message.deletedBy !== undefined)
        void localState.commit([{ kind: 'row', key: id, value: { ...known, own: undefined } }]);
    },
  };
};
