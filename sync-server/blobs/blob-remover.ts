import type { BlobStore } from '../../storage/blobs/blob-store.ts';
import type { Blobs } from '../../storage/ports/blobs.ts';
import { createRunner, type Runner } from '../own-writes/runner.ts';

/** Blobs of one look. */
const BATCH = 50;

export interface BlobRemoverDependencies {
  readonly blobs: Pick<Blobs, 'toRemove' | 'removed'>;
  readonly store: Pick<BlobStore, 'abort' | 'remove'>;
  readonly onError: (error: unknown) => void;
  /** Nothing is removed now. */
  readonly isHeld?: () => boolean;
}

/** Removes the bytes of blobs that nothing refers to any more; their rows stay until it is done, so that a crash forgets none. */
export const createBlobRemover = ({ blobs, store, onError, isHeld }: BlobRemoverDependencies): Runner =>
  createRunner(async (isStopped) => {
    try {
      for (;;) {
        if (isHeld?.() === true) return false;
        const found = await blobs.toRemove(BATCH);
        for (const { id, upload } of found) {
          if (isStopped() || isHeld?.() === true) return false;
          // First the upload: what would still be completed finds nothing.
          if (upload !== undefined) await store.abort({ id, upload });
          await store.remove(id);
          await blobs.removed(id);
        }
        if (found.length === 0 || isStopped()) return false;
      }
    } catch (error) {
      onError(error);
      return false;
    }
  });
