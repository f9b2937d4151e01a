import type { RecordChanges, RecordStore } from '../ports.ts';
import { completion, openDatabase, result, STRICT } from './indexeddb.ts';

const STORE = 'records';

/** Records in one IndexedDB database. A connection the browser closed (storage pressure) is opened again. */
export const openRecordStore = async (name: string): Promise<RecordStore> => {
  const open = () => openDatabase(name, (db) => db.createObjectStore(STORE));
  let db: IDBDatabase | undefined = await open();
  let closed = false;
  const watch = (opened: IDBDatabase): IDBDatabase => {
    opened.onclose = () => {
      if (db === opened) db = undefined;
    };
    return opened;
  };
  watch(db);
  const connection = async (): Promise<IDBDatabase> => {
    if (closed) throw new Error('closed');
    db ??= watch(await open());
    return db;
  };

  const start = (into: IDBDatabase, { put, remove }: RecordChanges): Promise<boolean> => {
    const transaction = into.transaction(STORE, 'readwrite', STRICT);
    const store = transaction.objectStore(STORE);
    const done = completion(transaction);
    for (const [key, value] of put) store.put(value, key);
    for (const key of remove) store.delete(key);
    return done;
  };

  return {
    get: async (key) => result((await connection()).transaction(STORE).objectStore(STORE).get(key)),
    getAll: async (prefix) => {
      const store = (await connection()).transaction(STORE).objectStore(STORE);
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, values] = await Promise.all([
        result(store.getAllKeys(range)),
        result<unknown[]>(store.getAll(range)),
      ]);
      return keys.map((key, i) => [String(key), values[i]] as const);
    },
    write: (changes) => {
      // Started in the same turn when the connection is there, so that writes keep the order of the calls.
      try {
        if (db !== undefined && !closed) return start(db, changes);
      } catch {
        db = undefined;
      }
      return connection()
        .then(
          (opened) => start(opened, changes),
          () => false,
        )
        .catch(() => false);
    },
    close: async () => {
      closed = true;
      db?.close();
    },
  };
};
