import { openDatabase } from '../../disk/indexeddb.ts';

/** About how many bytes a stored value takes. */
export const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length * 2;
  if (value instanceof Blob) return value.size;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce((sum: number, one) => sum + sizeOf(one), 8);
};

const storeSize = (store: IDBObjectStore): Promise<number> =>
  new Promise((resolve, reject) => {
    let sum = 0;
    // One by one: some hold more than fits into memory.
    const request = store.openCursor();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null) return resolve(sum);
      sum += sizeOf(cursor.value);
      cursor.continue();
    };
  });

/** Bytes of all values of a database; 0 when there is none, or it cannot be read. */
export const databaseSize = async (name: string): Promise<number> => {
  const db = await openDatabase(name, {}, undefined, false).catch(() => undefined);
  if (db === undefined) return 0;
  try {
    const names = [...db.objectStoreNames];
    if (names.length === 0) return 0;
    const transaction = db.transaction(names);
    const sizes = await Promise.all(names.map((one) => storeSize(transaction.objectStore(one))));
    return sizes.reduce((sum, one) => sum + one, 0);
  } catch {
    return 0;
  } finally {
    db.close();
  }
};
