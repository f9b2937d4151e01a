import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import type { DocumentStore } from '../ports.ts';
import { completion, removeDatabase, result, STRICT } from './indexeddb.ts';

const UPDATES = 'updates';
const CUSTOM = 'custom';
/** A load that takes longer has failed without a word: y-indexeddb keeps its errors to itself. ms */
const LOAD_AT_MOST = 30_000;

const lastKey = (db: IDBDatabase): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = db.transaction(UPDATES).objectStore(UPDATES).openKeyCursor(null, 'prev');
    request.onsuccess = () => resolve(Number(request.result?.key ?? 0));
    request.onerror = () => reject(request.error);
  });

const loaded = (persistence: IndexeddbPersistence): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the document could not be loaded')), LOAD_AT_MOST);
    persistence.whenSynced.then(
      () => {
        clearTimeout(timer);
        resolve();
      },
      () => {},
    );
    persistence._db.catch((error: unknown) => {
      clearTimeout(timer);
      reject(error);
    });
  });

/**
 * y-indexeddb stores each update, and forgets whether that worked. This adds what it lacks: a barrier that counts the
 * rows which must be there and writes the whole state when one is missing, and compaction at once, for deleted text.
 */
export const openDocumentStore = async (name: string, doc: Y.Doc): Promise<DocumentStore> => {
  const persistence = new IndexeddbPersistence(name, doc);
  let verified = 0;
  try {
    await loaded(persistence);
    if (persistence.db !== null) verified = await lastKey(persistence.db);
  } catch (error) {
    doc.off('update', persistence._storeUpdate);
    throw error;
  }
  // `verified`: the newest key at the last barrier that passed. `given`: updates handed to y-indexeddb since.
  let given = 0;
  const count = (_: Uint8Array, origin: unknown) => {
    if (origin !== persistence) given++;
  };
  doc.on('update', count);

  const rewrite = async (): Promise<boolean> => {
    const { db } = persistence;
    if (db === null) return false;
    try {
      const transaction = db.transaction([UPDATES], 'readwrite', STRICT);
      const done = completion(transaction);
      const covered = given;
      const store = transaction.objectStore(UPDATES);
      store.clear();
      const key = result(store.add(Y.encodeStateAsUpdate(doc)));
      const added = await key.catch(() => 0);
      if (!(await done)) return false;
      given -= covered;
      verified = Number(added);
      persistence._dbsize = 1;
      return true;
    } catch {
      return false;
    }
  };

  return {
    barrier: async () => {
      const { db } = persistence;
      if (db === null) return false;
      try {
        const transaction = db.transaction([UPDATES, CUSTOM], 'readwrite', STRICT);
        const done = completion(transaction);
        const covered = given;
        const store = transaction.objectStore(UPDATES);
        // A transaction that writes nothing may not be flushed at all.
        transaction.objectStore(CUSTOM).put(verified, 'barrier');
        let newest = verified;
        const keys = store.getAllKeys(IDBKeyRange.lowerBound(verified, true));
        keys.onsuccess = () => {
          newest = Number(keys.result.at(-1) ?? verified);
          if (keys.result.length >= covered) return;
          const whole = store.add(Y.encodeStateAsUpdate(doc));
          whole.onsuccess = () => {
            newest = Number(whole.result);
          };
        };
        if (!(await done)) return false;
        given -= covered;
        verified = newest;
        return true;
      } catch {
        // The connection was closed by the browser: nothing is stored until the document is opened again.
        return false;
      }
    },
    compact: rewrite,
    destroy: async () => {
      doc.off('update', count);
      await persistence.destroy();
    },
    remove: async () => {
      doc.off('update', count);
      await persistence.destroy();
      await removeDatabase(name);
    },
  };
};
