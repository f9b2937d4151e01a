import { onFetch } from '../../service-worker/scope.ts';
import { FILES_PATH } from '../file-path.ts';
import { type FileStore, openFileStore } from '../file-store.ts';
import { filesDatabase } from '../files-database.ts';
import { createBlobSource } from './blob-source.ts';
import { createFileServer } from './serve-file.ts';

/**
 * Part of the service worker (vite.config.ts): opens sealed files for the pages of this origin. The browser may stop it at
 * any time, so everything it remembers can be found again.
 */

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

onFetch(({ url, method, mode, headers }, path) =>
  path.startsWith(FILES_PATH) ? serve({ url, method, mode, range: headers.get('range') }) : undefined,
);
