import type { RecordStore } from '../ports.ts';
import { done, opened } from './requests.ts';

const RECORDS = 'records';

/** One database of plain values by key. Every write is strict: a resolved `true` is on the disk. */
export const openIndexeddbRecords = async (name: string): Promise<RecordStore> => {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(RECORDS);
  const db = await opened(request);
  // Another tab that signs out must be able to remove it.
  db.onversionchange = () => db.close();
  const read = (): IDBObjectStore => db.transaction(RECORDS, 'readonly').objectStore(RECORDS);

  return {
    get: (key) => opened(read().get(key)),
    getAll: async (prefix) => {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const store = read();
      const [keys, values] = await Promise.all([opened(store.getAllKeys(range)), opened(store.getAll(range))]);
      return keys.map((key, i) => [String(key), values[i]] as const);
    },
    write: async ({ put, remove }) => {
      try {
        const transaction = db.transaction(RECORDS, 'readwrite', { durability: 'strict' });
        const store = transaction.objectStore(RECORDS);
        for (const key of remove) store.delete(key);
        for (const [key, value] of put) store.put(value, key);
        await done(transaction);
        return true;
      } catch {
        return false;
      }
    },
    close: async () => db.close(),
  };
};
