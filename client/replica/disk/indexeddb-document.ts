import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { DocumentStore } from '../ports.ts';
import { deleteDatabase, done, opened } from './requests.ts';

const UPDATES = 'updates';
const CUSTOM = 'custom';
/** y-indexeddb would rewrite everything a second after every 500th row; we compact when it is worth it. */
const NEVER = 2 ** 31 - 1;
/** Rows beyond which a document is compacted with the next barrier. */
const MAX_ROWS = 400;

/**
 * y-indexeddb for one document, with what it leaves out: knowing that a write is on the disk. It drops the promise of
 * each write, so a barrier counts: a strict transaction on the same store, opened after the writes, waits for them, and
 * when rows are missing it writes the whole state itself.
 */
export const openIndexeddbDocument = async (name: string, doc: Y.Doc): Promise<DocumentStore> => {
  const persistence = new IndexeddbPersistence(name, doc);
  persistence._storeTimeout = NEVER;
  // A database that does not open must be an error here, not a wait without end.
  const [db] = await Promise.all([persistence._db, Promise.race([persistence.whenSynced, failure(persistence._db)])]);
  /** Rows that must be there, when no write was lost. */
  let rows = await opened(db.transaction(UPDATES, 'readonly', { durability: 'relaxed' }).objectStore(UPDATES).count());
  const count = (_update: Uint8Array, origin: unknown): void => {
    if (origin !== persistence) rows++;
  };
  doc.on('update', count);

  /** One transaction: the whole state in, all older rows out. */
  const rewrite = async (): Promise<void> => {
    const transaction = db.transaction([UPDATES], 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore(UPDATES);
    const added = store.add(Y.encodeStateAsUpdate(doc));
    added.onsuccess = () => store.delete(IDBKeyRange.upperBound(added.result, true));
    rows = 1;
    await done(transaction);
  };

  const barrier = async (): Promise<void> => {
    const expected = rows;
    const transaction = db.transaction([UPDATES, CUSTOM], 'readwrite', { durability: 'strict' });
    const counted = transaction.objectStore(UPDATES).count();
    // Without a write of its own a transaction need not reach the disk.
    transaction.objectStore(CUSTOM).put(Date.now(), 'barrier');
    await done(transaction);
    if (counted.result < expected || expected > MAX_ROWS) await rewrite();
  };

  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch {
      // Quota or a broken disk: the next try must not trust the count.
      rows = Number.POSITIVE_INFINITY;
      return false;
    }
  };
  const stop = async (): Promise<void> => {
    doc.off('update', count);
    await persistence.destroy();
  };

  return {
    barrier: () => attempt(barrier),
    compact: () => attempt(rewrite),
    destroy: stop,
    remove: async () => {
      await stop();
      await deleteDatabase(name);
    },
  };
};

const failure = (opening: Promise<unknown>): Promise<never> =>
  new Promise((_, reject) => {
    opening.catch(reject);
  });
