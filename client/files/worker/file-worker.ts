import { FILES_PATH } from '../file-path.ts';
import { type FileStore, openFileStore } from '../file-store.ts';
import { filesDatabase } from '../files-database.ts';
import { createBlobSource } from './blob-source.ts';
import { createFileServer } from './serve-file.ts';

/**
 * Part of the service worker (vite.config.ts): opens sealed files for the pages of this origin. The browser may stop it at
 * any time, so everything it remembers can be found again.
 */

/** The worker types needed here, since those of pages and workers cannot be used together. */
interface FetchEvent extends Event {
  readonly request: Request;
  readonly respondWith: (answer: Promise<Response>) => void;
}

const stores = new Map<string, Promise<FileStore>>();

/** Creates no database: signing out may have removed it. */
const openStore = async (userId: string): Promise<FileStore | undefined> => {
  const name = filesDatabase(userId);
  const isHere = (await indexedDB.databases()).some((one) => one.name === name);
  if (!isHere) {
    stores.delete(userId);
    return undefined;
  }
  const store = stores.get(userId) ?? openFileStore(userId);
  stores.set(userId, store);
  store.catch(() => stores.delete(userId));
  return store;
};

const serve = createFileServer({
  openStore,
  source: createBlobSource(() => performance.now()),
  now: Date.now,
});

const onFetch = (event: FetchEvent): void => {
  const { url, method, mode, headers } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin || !pathname.startsWith(FILES_PATH)) return;
  event.respondWith(serve({ url, method, mode, range: headers.get('range') }));
};
addEventListener('fetch', (event) => onFetch(event as FetchEvent));
