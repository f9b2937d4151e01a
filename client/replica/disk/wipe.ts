import { openDatabase, removeDatabase, within } from '../../disk/indexeddb.ts';
import { SHARED_DATABASE } from '../../files/share/shared-store.ts';
import { PICTURE_CACHE } from './picture-cache.ts';

/** What the service worker notes of the pictures it keeps: their addresses and times, under a name of its library's. */
const PICTURE_NOTES = 'workbox-expiration';
/** Another page that holds a database up keeps nobody waiting longer. ms */
const CLEAR_WITHIN = 2_000;

/** Begin so; undefined when the browser does not list its databases. */
export const databaseNames = async (prefix: string): Promise<readonly string[] | undefined> => {
  const all = await indexedDB.databases?.().catch(() => undefined);
  return all?.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));
};

/** A database that another page holds up stays for a while; what is in it goes now. */
const clear = async (name: string): Promise<void> => {
  const db = await openDatabase(name, {});
  try {
    if (db.objectStoreNames.length === 0) return;
    const transaction = db.transaction(db.objectStoreNames, 'readwrite');
    for (const store of db.objectStoreNames) transaction.objectStore(store).clear();
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
      transaction.onabort = resolve;
    });
  } finally {
    db.close();
  }
};

/** All that is personal on this disk; only the app itself stays, so that it can be opened without a network. */
export const wipe = async (prefix: string, databases: readonly string[]): Promise<boolean> => {
  const found = await databaseNames(prefix);
  // Not waited for: the service worker may have it open for a while, and gives it up when it goes to sleep.
  for (const other of [PICTURE_NOTES, SHARED_DATABASE])
    if ((await databaseNames(other))?.length) void removeDatabase(other).catch(() => undefined);
  // A browser that does not list its databases still removes those that are known.
  const names = found ?? databases;
  await within(CLEAR_WITHIN, Promise.allSettled(names.map(clear)), []);
  // The records go last: they say whose data is left, and that it is to go.
  const last = names.filter((name) => name.endsWith('/records'));
  const removed = await Promise.allSettled(names.filter((name) => !last.includes(name)).map(removeDatabase));
  const isRest = removed.some(({ status }) => status === 'rejected');
  if (!isRest) removed.push(...(await Promise.allSettled(last.map(removeDatabase))));
  if ('caches' in globalThis) await caches.delete(PICTURE_CACHE).catch(() => false);
  return removed.every(({ status }) => status === 'fulfilled') && !(await databaseNames(prefix))?.length;
};
