import type { BlobId } from '../../shared/ids/blob.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { type Config, DEFAULT_FILES } from '../config.ts';
import type { Log } from '../log.ts';
import { createBlobHold } from '../operator/blob-hold.ts';
import { createBlobRemover } from './blob-remover.ts';
import { boundsOf, type openBlobs } from './open-blobs.ts';
import { startCollector } from './start-collector.ts';
import { createStoreHealth } from './store-health.ts';
import { createUploads } from './uploads.ts';

/** ms until the bytes of a deleted message's files go. */
const REMOVE_EVERY_MS = 5_000;

/** The files of a running server: how they come, and how they go. */
export const createServerFiles = (deps: {
  readonly config: Config;
  readonly storage: Pick<Storage, 'blobs'>;
  readonly opened: Awaited<ReturnType<typeof openBlobs>>;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly log: Log;
}) => {
  const { storage, opened, now, monotonic, log } = deps;
  const { blobs } = storage;
  const { store, bytes } = opened;
  const config = deps.config.files ?? DEFAULT_FILES;
  const hold = createBlobHold();
  const remover = createBlobRemover({
    blobs,
    store,
    onError: (error) => log.error('blobs-not-removed', { error }),
    isHeld: hold.isHeld,
  });
  return {
    store,
    hold,
    /** Blobs were released: their bytes can go. */
    onReleased: remover.poke,
    routes: {
      uploads: createUploads({ blobs, store, bounds: boundsOf(config), onReleased: remover.poke, now }),
      blobBytes:
        bytes === undefined
          ? undefined
          : { ...bytes, uploaderOf: async (id: BlobId) => (await blobs.known([id])).get(id)?.account },
      blobOrigin: store.origin,
      filesReady: createStoreHealth(store, monotonic, log),
    },
    /** Removes what nothing needs, from now on. @returns the way to stop */
    startRemoval: (): (() => Promise<unknown>) => {
      const timer = setInterval(remover.poke, REMOVE_EVERY_MS);
      timer.unref();
      remover.poke();
      const isDry = config.cleanup === 'dry-run';
      const collector = startCollector({ blobs, store, isDry, onReleased: remover.poke, now, log });
      return () => {
        clearInterval(timer);
        return Promise.all([remover.stop(), collector.stop()]);
      };
    },
  };
};
