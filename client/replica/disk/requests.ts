/** IndexedDB's events as promises. */

export const opened = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the database failed'));
  });

/** Resolves when the transaction is complete: with strict durability, when it is on the disk. */
export const done = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error('the write failed'));
    transaction.onabort = () => reject(transaction.error ?? new Error('the write was aborted'));
  });

/** Waits until the database is gone; another connection to it delays that, and does not fail it. */
export const deleteDatabase = async (name: string): Promise<void> => {
  await opened(indexedDB.deleteDatabase(name));
};
