/** IndexedDB as promises and values; nothing here throws for a full or refused disk. */

export const openDatabase = (name: string, upgrade: (db: IDBDatabase) => void): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const db = request.result;
      // Whoever removes the database must not have to wait for us.
      db.onversionchange = () => db.close();
      resolve(db);
    };
  });

/** Resolves when it is gone; also when it never was. */
export const removeDatabase = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });

/** True when everything done in the transaction is on the disk; false when nothing of it is. */
export const completion = (transaction: IDBTransaction): Promise<boolean> =>
  new Promise((resolve) => {
    transaction.oncomplete = () => resolve(true);
    transaction.onerror = (event) => event.preventDefault();
    transaction.onabort = () => resolve(false);
  });

export const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Written through to the disk before the transaction completes; not the browser's choice. */
export const STRICT: IDBTransactionOptions = { durability: 'strict' };
