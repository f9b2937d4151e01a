import type { BlobStore } from '../../storage/blobs/blob-store.ts';
import type { Log } from '../log.ts';

/** ms for which an answer holds: anybody may ask for readiness, and a store elsewhere may count what it is asked. */
const WELL_MS = 10_000;
const ILL_MS = 1_000;
/** ms after which a store that says nothing counts as one that stores nothing. */
const PATIENCE_MS = 5_000;

/** @param monotonic ms, never set back @returns whether a file could be stored now */
export const createStoreHealth = (store: Pick<BlobStore, 'probe'>, monotonic: () => number, log: Log) => {
  let isWell = true;
  let until = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | undefined;

  const ask = async (): Promise<boolean> => {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('The store of files does not answer.')), PATIENCE_MS);
    const error = await Promise.race([store.probe(), late]).then(
      () => undefined,
      (why: unknown) => why,
    );
    clearTimeout(timer);
    const wasWell = isWell;
    isWell = error === undefined;
    if (wasWell && !isWell) log.error('files-not-ready', { error });
    if (!wasWell && isWell) log.info('files-ready-again');
    until = monotonic() + (isWell ? WELL_MS : ILL_MS);
    return isWell;
  };

  return (): Promise<boolean> => {
    if (asking === undefined && monotonic() < until) return Promise.resolve(isWell);
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
};
