import * as Y from 'yjs';
import { parseDocumentName } from '../../../shared/document/name.ts';
import type { LocalState } from '../local-state.ts';
import type { Disk } from '../ports.ts';
import type { DocumentRecord } from '../records.ts';
import { databaseNameOf } from './database-names.ts';
import { parseDocumentKey } from './document-key.ts';

/** Nothing was ever written or fetched, as far as the record tells, and no rebase is under way. */
const isUnused = ({ unsent, synced, handled, building, retiring }: DocumentRecord): boolean =>
  unsent === 0 && synced === 0 && handled.length === 0 && building === undefined && retiring === undefined;

/**
 * Removes chapters that lie beyond the newest the server knows and hold nothing: messages of others that name a chapter
 * nobody has made earlier versions open it. Call it while no document is open.
 */
export const removeUnknownChapters = async (disk: Disk, localState: LocalState): Promise<void> => {
  const { userId } = localState.session();
  const { document, fact } = localState.tables;

  const isEmpty = async (database: string): Promise<boolean> => {
    const doc = new Y.Doc();
    const store = await disk.openDocument(database, doc);
    const isNothing = store.isLoaded() && doc.store.clients.size === 0 && doc.store.pendingStructs === null;
    await store.destroy();
    doc.destroy();
    return isNothing;
  };

  for (const [key, record] of [...document]) {
    const name = parseDocumentKey(key);
    const address = name === undefined ? undefined : parseDocumentName(name);
    if (name === undefined || address?.kind !== 'chapter' || !isUnused(record)) continue;
    const known = fact.get(address.conversationId);
    // After a restore the facts are unknown until the server has sent them again.
    if (known === undefined || known.cursor === 0) continue;
    if (address.chapter <= Math.max(known.from, known.chapters.at(-1)?.chapter ?? 0)) continue;
    const database = databaseNameOf(userId, name, record.generation);
    try {
      if (!(await isEmpty(database))) continue;
      await disk.remove(database);
      // Last: a store without a record would be taken for one whose record was lost.
      await localState.commit([{ kind: 'document', key, value: undefined }]);
    } catch {
      // Another page holds it up; the next start tries again.
    }
  }
};
