import {
  completion,
  onConnectionEnd,
  openDatabase,
  result,
  STRICT,
  type Stores,
  within,
} from '../../disk/indexeddb.ts';
import type { RecordChanges, RecordStore, RecordStoreEvents } from '../ports.ts';

const STORE = 'records';
const STORES: Stores = { [STORE]: {} };
/** Made with the database: another one, or none, tells that what was stored before is gone. */
const MARK = 'database';
/** Another page that holds the database up keeps nobody waiting longer. ms */
const OPEN_WITHIN = 1_000;
/** At the start there is nothing else to do. ms */
const FIRST_OPEN_WITHIN = 5_000;

/**
 * Records in one IndexedDB database. A connection that ended is opened again. When the database behind it is another
 * one by then, all that the owner holds is written into it, with the next change or by itself: never a part of it.
 */
export const openRecordStore = async (name: string): Promise<RecordStore> => {
  let db: IDBDatabase | undefined;
  let opening: Promise<IDBDatabase | undefined> | undefined;
  let closed = false;
  let mark: string | undefined;
  /** The database is not the one that was read. */
  let isLost = false;
  /** Everything is being written into another database; nothing else may come between. */
  let restoring: Promise<unknown> | undefined;
  let events: RecordStoreEvents | undefined;

  const end = (ended: IDBDatabase): void => {
    if (db !== ended) return;
    db = undefined;
    ended.close();
    if (!closed) events?.ended();
  };
  const markOf = async (opened: IDBDatabase): Promise<string> => {
    const found: unknown = await result(opened.transaction(STORE).objectStore(STORE).get(MARK));
    if (typeof found === 'string') return found;
    const made = crypto.randomUUID();
    // Without the mark it counts as lost when it is opened again: everything is written once more.
    opened.transaction(STORE, 'readwrite').objectStore(STORE).put(made, MARK);
    return made;
  };
  const open = async (): Promise<IDBDatabase | undefined> => {
    const opened = await openDatabase(name, STORES);
    if (closed) {
      opened.close();
      return undefined;
    }
    db = opened;
    onConnectionEnd(opened, () => end(opened));
    try {
      const found = await markOf(opened);
      mark ??= found;
      isLost ||= found !== mark;
      mark = found;
    } catch {
      end(opened);
    }
    return db;
  };
  const connection = (ms: number): Promise<IDBDatabase | undefined> => {
    if (opening === undefined && db !== undefined) return Promise.resolve(db);
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return within(ms, opening, undefined);
  };

  const start = (into: IDBDatabase, { put, remove }: RecordChanges): Promise<boolean> => {
    const isWhole = isLost;
    if (isWhole && events === undefined) return Promise.resolve(false);
    const transaction = into.transaction(STORE, 'readwrite', STRICT);
    const store = transaction.objectStore(STORE);
    const done = completion(transaction);
    if (isWhole) {
      store.clear();
      for (const [key, value] of events?.all() ?? []) store.put(value, key);
      store.put(mark, MARK);
    }
    for (const [key, value] of put) store.put(value, key);
    for (const key of remove) store.delete(key);
    if (!isWhole) return done;
    restoring = done.then((written) => {
      restoring = undefined;
      if (written && db === into) isLost = false;
      if (written) events?.restored();
    });
    return done;
  };
  const write = async (changes: RecordChanges): Promise<boolean> => {
    for (let again = 0; again < 2 && !closed; again++) {
      await restoring;
      const opened = await connection(OPEN_WITHIN);
      if (opened === undefined) return false;
      try {
        return await start(opened, changes);
      } catch {
        // It ended without a word.
        end(opened);
      }
    }
    return false;
  };

  /** All that is read comes from the same database. */
  const read = async <T>(work: (store: IDBObjectStore) => Promise<T>): Promise<T> => {
    for (let again = 0; ; again++) {
      const opened = await connection(OPEN_WITHIN);
      if (opened === undefined || isLost) throw new Error(`${name} cannot be read`);
      try {
        return await work(opened.transaction(STORE).objectStore(STORE));
      } catch (error) {
        if (again > 1) throw error;
        end(opened);
      }
    }
  };

  // Another page that holds it up lets go some time; what was refused three times is refused.
  for (let refusals = 0; (await connection(FIRST_OPEN_WITHIN)) === undefined; )
    if (opening === undefined && ++refusals === 3) throw new Error(`${name} cannot be opened`);
  return {
    get: (key) => read((store) => result(store.get(key))),
    getAll: (prefix) =>
      read(async (store) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
        const [keys, values] = await Promise.all([
          result(store.getAllKeys(range)),
          result<unknown[]>(store.getAll(range)),
        ]);
        return keys.map((key, i) => [String(key), values[i]] as const);
      }),
    write: (changes) => {
      // Started in the same turn when the connection is there, so that writes keep the order of the calls.
      if (db !== undefined && opening === undefined && restoring === undefined && !closed)
        try {
          return start(db, changes);
        } catch {
          end(db);
        }
      return write(changes).catch(() => false);
    },
    watch: (given) => {
      events = given;
    },
    close: async () => {
      closed = true;
      db?.close();
    },
  };
};
