import { Database } from '@hocuspocus/extension-database';
import type { Document } from '@hocuspocus/server';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Journal } from '../../storage/ports/journal.ts';
import type { ServerDocument } from '../admission/server-document.ts';
import { isSnapshotDue, loadInto, saveSnapshot } from '../documents/persistence.ts';

/**
 * Hocuspocus' database extension over our journal.
 * @param begin makes the live document for a fresh one of Hocuspocus @param find the one made before
 * @param isDeleted whether a conversation was deleted for everybody
 */
export const createDatabaseExtension = (
  journal: Journal,
  begin: (document: Document) => ServerDocument,
  find: (document: Document) => ServerDocument | undefined,
  isDeleted: (id: ConversationId) => Promise<boolean>,
) =>
  new Database({
    fetch: async ({ document }) => {
      await loadInto(journal, begin(document));
      // Otherwise the load itself would be broadcast to the first connection.
      await new Promise((resolve) => setImmediate(resolve));
      return null;
    },
    store: async ({ document, state }) => {
      const live = find(document);
      if (live === undefined || !isSnapshotDue(live)) return;
      // Its group is gone: nothing of it is to be stored again.
      if (live.address.kind !== 'account' && (await isDeleted(live.address.conversationId))) return;
      await saveSnapshot(journal, live, state);
    },
  });
