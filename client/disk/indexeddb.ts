/** IndexedDB as promises and values; nothing here throws for a full or refused disk. */

/** Object stores that a database must have, with their parameters. */
export type Stores = Readonly<Record<string, IDBObjectStoreParameters>>;

/** A removal that another page's connection delays longer than this continues in the background. ms */
const REMOVE_WITHIN = 2_000;

export const missingStores = (db: IDBDatabase, stores: Stores): readonly string[] =>
  Object.keys(stores).filter((one) => !db.objectStoreNames.contains(one));

/**
 * Opens a database and makes the stores it lacks. Waits as long as another page holds it up.
 * @param mayCreate false: one that is gone was removed, and stays so
 */
export const openDatabase = (name: string, stores: Stores, version?: number, mayCreate = true): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (!mayCreate && oldVersion === 0) return request.transaction?.abort();
      for (const one of missingStores(request.result, stores)) request.result.createObjectStore(one, stores[one]);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const db = request.result;
      // Whoever removes the database must not have to wait for this connection.
      db.onversionchange = () => db.close();
      if (missingStores(db, stores).length === 0) return resolve(db);
      // Another page made it, with nothing in it.
      db.close();
      openDatabase(name, stores, db.version + 1).then(resolve, reject);
    };
  });

/** Calls back once when the connection ends without a call of ours: closed by the browser, or for another page. */
export const onConnectionEnd = (db: IDBDatabase, run: () => void): void => {
  db.addEventListener('close', run, { once: true });
  db.addEventListener('versionchange', run, { once: true });
};

/** The promise's value, or the other one when that takes longer than `ms`. A rejection counts as taking longer. */
export const within = <T>(ms: number, promise: Promise<T>, otherwise: T): Promise<T> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), ms);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      () => {
        clearTimeout(timer);
        resolve(otherwise);
      },
    );
  });

/** Resolves when it is gone, also when it never was. Rejects when another page holds it up; it goes when that page lets go. */
export const removeDatabase = async (name: string): Promise<void> => {
  const removed = new Promise<boolean>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = () => reject(request.error);
  });
  if (!(await within(REMOVE_WITHIN, removed, false))) throw new Error(`${name} could not be removed`);
};

/** Nothing of the transaction is written, unless it has ended. */
export const abort = (transaction: IDBTransaction): void => {
  try {
    transaction.abort();
  } catch {
    // It is ending already.
  }
};

/** True when everything done in the transaction is on the disk; false when nothing of it is. */
export const completion = (transaction: IDBTransaction): Promise<boolean> =>
  new Promise((resolve) => {
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => resolve(false);
    transaction.onerror = (event) => {
      event.preventDefault();
      // One part failed: then nothing of it may be written.
      abort(transaction);
    };
  });

export const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Written through to the disk before the transaction completes; not the browser's choice. */
export const STRICT: IDBTransactionOptions = { durability: 'strict' };
