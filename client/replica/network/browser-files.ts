import { openFileStore } from '../../files/file-store.ts';
import type { Files } from '../ports.ts';
import { createBlobApi } from './blob-api.ts';
import { sendPart } from './send-part.ts';

/** Files of a browser profile: IndexedDB, and the server's `/api/blobs`. */
export const createBrowserFiles = (origin: string): Files => ({
  blobs: createBlobApi(origin, sendPart),
  openStore: (userId) => openFileStore(userId, true),
});
