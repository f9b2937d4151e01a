import { join } from 'node:path';
import { createBlobFolder } from '../../storage/blobs/filesystem/blob-folder.ts';
import type { BlobSizes } from '../../storage/operations/verify/verify-blobs.ts';
import { BLOB_FOLDER } from '../blobs/open-blobs.ts';
import type { S3Config } from '../config.ts';

/** The sizes of files in a data folder. */
export const sizesInFolder = (data: string): BlobSizes => {
  const folder = createBlobFolder(join(data, BLOB_FOLDER));
  return {
    sizeOf: async (id) => (await folder.partsIn(folder.blobOf(id)))?.reduce((sum, { size }) => sum + size, 0),
    ids: async function* () {
      for await (const { id, upload } of folder.list()) if (upload === undefined) yield id;
    },
  };
};

/** The sizes of files in a bucket, of which nothing is changed. */
export const sizesInBucket = async (s3: S3Config): Promise<BlobSizes> => {
  const { createS3Store } = await import('../../storage/blobs/s3/s3-store.ts');
  const store = await createS3Store(s3);
  return {
    sizeOf: (id) => store.size(id),
    ids: async function* () {
      for await (const { id, upload } of store.list()) if (upload === undefined) yield id;
    },
  };
};
