import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import {
  completion,
  missingStores,
  onConnectionEnd,
  openDatabase,
  removeDatabase,
  result,
  STRICT,
  type Stores,
  within,
} from '../../disk/indexeddb.ts';
import type { DocumentStore, DocumentStoreEvents } from '../ports.ts';

const UPDATES = 'updates';
const CUSTOM = 'custom';
/** As y-indexeddb makes them. */
const STORES: Stores = { [UPDATES]: { autoIncrement: true }, [CUSTOM]: {} };
/** How long to wait for another page that holds the database; then the document continues without its store. ms */
const OPEN_WITHIN = 1_000;
/** At the opening there is nothing to show before. ms */
const FIRST_OPEN_WITHIN = 10_000;
/** The first opening is tried again this often when it fails at once. */
const FIRST_TRIES = 3;
/** Rows after which the whole state replaces them: each costs a little at the next opening. */
const ROWS_AT_MOST = 500;

const countRows = (db: IDBDatabase): Promise<number> => result(db.transaction(UPDATES).objectStore(UPDATES).count());

/**
 * y-indexeddb loads and stores the updates; it neither tells whether that worked, nor survives the end of its
 * connection, and throws inside the document's `update` event then. So its listener is called from here, where an
 * exception reaches nobody else; a connection that ended is replaced by a new one; a barrier counts the rows which must
 * be there; and the whole state is written at once where rows may be missing, or deleted text must go.
 */
export const openDocumentStore = async (name: string, doc: Y.Doc): Promise<DocumentStore> => {
  /** Loaded, and its connection not known to have ended. */
  let persistence: IndexeddbPersistence | undefined;
  let opening: Promise<boolean> | undefined;
  let events: DocumentStoreEvents | undefined;
  let isLoaded = false;
  let isClosed = false;
  /** The store may lack what the document holds. */
  let isBehind = false;
  /** Updates of the document that did not come from the store. */
  let given = 0;
  /** How many must be in the store. */
  let rows = 0;
  let last: Promise<unknown> = Promise.resolve();

  const end = (ended: IndexeddbPersistence): void => {
    void ended.destroy().catch(() => undefined);
    if (persistence !== ended) return;
    persistence = undefined;
    isBehind = true;
    if (!isClosed) events?.ended();
  };

  const store = (update: Uint8Array, origin: unknown): void => {
    if (origin instanceof IndexeddbPersistence) return;
    given++;
    rows++;
    const current = persistence;
    if (current === undefined) {
      isBehind = true;
      return;
    }
    // It would rewrite the store by itself, where nobody learns of an error; a barrier does that here.
    current._dbsize = 0;
    try {
      current._storeUpdate(update, origin);
    } catch {
      end(current);
    }
  };

  const load = async (next: IndexeddbPersistence): Promise<IDBDatabase> => {
    const db = await next._db;
    if (missingStores(db, STORES).length > 0) {
      // Another page made it, with nothing in it.
      db.close();
      (await openDatabase(name, STORES)).close();
      throw new Error(`${name} was empty`);
    }
    const ended = new Promise<never>((_, reject) => {
      onConnectionEnd(db, () => reject(new Error(`the connection to ${name} ended`)));
    });
    // Transactions that overlap follow each other: once this one is over, the library has loaded or never will.
    rows = await Promise.race([countRows(db), ended]);
    if (!next.synced) throw new Error(`${name} could not be loaded`);
    return db;
  };

  const open = async (): Promise<boolean> => {
    const next = new IndexeddbPersistence(name, doc);
    doc.off('update', next._storeUpdate);
    try {
      const db = await load(next);
      if (isClosed) throw new Error('closed');
      onConnectionEnd(db, () => end(next));
    } catch {
      // It may still be waiting for another page; then it closes when it opens.
      void next.destroy().catch(() => undefined);
      return false;
    }
    // Updates applied while it loaded were stored nowhere.
    if (isLoaded || given > 0) isBehind = true;
    persistence = next;
    if (!isLoaded) {
      isLoaded = true;
      events?.loaded();
    }
    return true;
  };
  const isOpen = (ms: number): Promise<boolean> => {
    if (persistence !== undefined || isClosed) return Promise.resolve(!isClosed);
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return within(ms, opening, false);
  };

  /** Runs the work in a transaction that is flushed; it says how many rows there are to be then. */
  const write = async (work: (updates: IDBObjectStore, count: (now: number) => void) => void): Promise<boolean> => {
    const current = persistence;
    if (current?.db == null) return false;
    try {
      const transaction = current.db.transaction([UPDATES, CUSTOM], 'readwrite', STRICT);
      const done = completion(transaction);
      const before = rows;
      let after = before;
      // A transaction that writes nothing may not be flushed at all.
      transaction.objectStore(CUSTOM).put(before, 'barrier');
      work(transaction.objectStore(UPDATES), (now) => {
        after = now;
      });
      if (!(await done) || persistence !== current) return false;
      rows += after - before;
      return true;
    } catch {
      end(current);
      return false;
    }
  };
  const rewrite = async (): Promise<boolean> => {
    const current = persistence;
    const done = await write((updates, count) => {
      updates.clear();
      updates.add(Y.encodeStateAsUpdate(doc));
      count(1);
    });
    if (done && persistence === current) isBehind = false;
    return done;
  };
  const verify = (): Promise<boolean> =>
    write((updates, count) => {
      const expected = rows;
      const found = updates.count();
      found.onsuccess = () => {
        if (found.result < expected) updates.add(Y.encodeStateAsUpdate(doc));
        count(found.result < expected ? found.result + 1 : found.result);
      };
    });
  /** One after the other: each counts on what the one before left. */
  const inTurn = (work: () => Promise<boolean>): Promise<boolean> => {
    const turn = last.then(async () => {
      // If the connection ended during the first try, a new one is available.
      for (let tries = 0; tries < 2; tries++) {
        if (!(await isOpen(OPEN_WITHIN))) return false;
        const current = persistence;
        if (await work()) return true;
        if (persistence === current) return false;
      }
      return false;
    });
    last = turn.catch(() => false);
    return turn;
  };

  const stop = async (): Promise<void> => {
    isClosed = true;
    doc.off('update', store);
    const current = persistence;
    persistence = undefined;
    await current?.destroy();
  };

  doc.on('update', store);
  const until = performance.now() + FIRST_OPEN_WITHIN;
  for (let tries = 0; tries < FIRST_TRIES && performance.now() < until; tries++)
    if (await isOpen(until - performance.now())) break;

  return {
    isLoaded: () => isLoaded,
    watch: (given) => {
      events = given;
      if (isLoaded && persistence === undefined) queueMicrotask(given.ended);
    },
    barrier: () => inTurn(() => (isBehind || rows >= ROWS_AT_MOST ? rewrite() : verify())),
    compact: () => inTurn(rewrite),
    destroy: stop,
    remove: async () => {
      await stop();
      await removeDatabase(name);
    },
  };
};
