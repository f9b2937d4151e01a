import { Database } from '@hocuspocus/extension-database';
import type { Document } from '@hocuspocus/server';
import * as Y from 'yjs';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Journal } from '../../storage/ports/journal.ts';
import type { ServerDocument } from '../admission/server-document.ts';
import { isSnapshotDue, loadInto, saveSnapshot } from '../documents/persistence.ts';
import type { Timers } from '../timers.ts';

export interface DatabaseDependencies {
  readonly journal: Journal;
  /** Whether a conversation was deleted for everybody. */
  readonly isDeleted: (id: ConversationId) => Promise<boolean>;
  /** Rows after a snapshot that make the next one due. */
  readonly snapshotRows: number;
  readonly timers: Pick<Timers, 'nextTurn'>;
}

/**
 * Hocuspocus' database extension over our journal.
 * @param begin makes the live document for a fresh one of Hocuspocus @param find the one made before
 */
export const createDatabaseExtension = (
  { journal, isDeleted, snapshotRows, timers }: DatabaseDependencies,
  begin: (document: Document) => ServerDocument,
  find: (document: Document) => ServerDocument | undefined,
) =>
  new Database({
    fetch: async ({ document }) => {
      await loadInto(journal, begin(document)).catch((error: unknown) => {
        // Hocuspocus drops the document without destroying it, and its timer would keep it in memory forever.
        document.destroy();
        throw error;
      });
      // Otherwise the load itself would be broadcast to the first connection.
      await new Promise<void>((resolve) => timers.nextTurn(resolve));
      return null;
    },
    store: async ({ document }) => {
      const live = find(document);
      if (live === undefined || !isSnapshotDue(live, snapshotRows)) return;
      // Its group was deleted: nothing of it may be stored again.
      if (live.address.kind !== 'account' && (await isDeleted(live.address.conversationId))) return;
      // Not the state that the extension encoded: something may have been admitted since.
      await saveSnapshot(journal, live, Y.encodeStateAsUpdate(live.doc));
    },
  });
