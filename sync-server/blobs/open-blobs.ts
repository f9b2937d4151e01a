import { join } from 'node:path';
import type { BlobStore } from '../../storage/blobs/blob-store.ts';
import { openFilesystemStore } from '../../storage/blobs/filesystem/filesystem-store.ts';
import type { BlobBounds } from '../../storage/ports/blobs.ts';
import type { Config, FileConfig, S3Config } from '../config.ts';
import type { BlobBytes } from '../http/deps.ts';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import { createSignedUrls } from './signed-urls.ts';

/** The folder of blobs below the data folder. */
export const BLOB_FOLDER = 'blobs';

const MB = 1024 * 1024;
/** What sealing adds to a file at most: a tag for each piece of it, and a head. */
const SEAL_BYTES = 64 * 1024;
const SEAL_SHARE = 1_000;

/** What the configuration allows, in bytes of ciphertext. */
export const boundsOf = ({ largestMb, quotaMb, totalMb }: FileConfig): BlobBounds => {
  const file = largestMb * MB;
  return {
    largest: file + Math.ceil(file / SEAL_SHARE) + SEAL_BYTES,
    ofAccount: quotaMb * MB,
    ofServer: totalMb === undefined ? Number.MAX_SAFE_INTEGER : totalMb * MB,
  };
};

interface OpenedBlobs {
  readonly store: BlobStore;
  /** Undefined: the store takes and gives bytes itself. */
  readonly bytes: Omit<BlobBytes, 'uploaderOf'> | undefined;
}

/** Loaded only where it is used: the client of S3 takes a fifth of a second. */
const openS3 = async ({ origin, ...options }: S3Config, log: Log): Promise<BlobStore> => {
  const [{ BucketError, prepareBucket }, { createS3Store }] = await Promise.all([
    import('../../storage/blobs/s3/prepare-bucket.ts'),
    import('../../storage/blobs/s3/s3-store.ts'),
  ]);
  try {
    const { cleansItself } = await prepareBucket(options, origin);
    if (!cleansItself) log.warn('bucket-without-lifecycle', { bucket: options.bucket });
    return await createS3Store(options);
  } catch (error) {
    throw error instanceof BucketError ? new StartError(error.message) : error;
  }
};

/** @param key signs the URLs of a store in the data folder @param now ms since 1970 */
export const openBlobs = async (
  { data, s3 }: Pick<Config, 'data' | 's3'>,
  key: Uint8Array,
  now: () => number,
  log: Log,
): Promise<OpenedBlobs> => {
  if (s3 !== undefined) return { store: await openS3(s3, log), bytes: undefined };
  const urls = createSignedUrls(key, now);
  const store = await openFilesystemStore(join(data, BLOB_FOLDER), urls);
  return { store, bytes: { store, urls } };
};
