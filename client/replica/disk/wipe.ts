import { removeDatabase } from './indexeddb.ts';
import { PICTURE_CACHE } from './picture-cache.ts';

/** What the service worker notes of the pictures it keeps: their addresses and times, under a name of its library's. */
const PICTURE_NOTES = 'workbox-expiration';

/** A browser that cannot list its databases still removes those that are known. */
const databasesNow = async (): Promise<readonly string[]> => {
  const all = await indexedDB.databases?.().catch(() => []);
  return (all ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
};

/** All that is personal on this disk; only the app itself stays, so that it can be opened without a network. */
export const wipe = async (prefix: string, databases: readonly string[]): Promise<void> => {
  const here = await databasesNow();
  const names = here.filter((name) => name.startsWith(prefix));
  // Not waited for: the service worker may have it open for a while, and gives it up when it goes to sleep.
  if (here.includes(PICTURE_NOTES)) void removeDatabase(PICTURE_NOTES).catch(() => undefined);
  await Promise.allSettled([...new Set([...databases, ...names])].map(removeDatabase));
  if ('caches' in globalThis) await caches.delete(PICTURE_CACHE).catch(() => false);
};
