import type { BlobId } from '../../../shared/ids/blob.ts';
import { parseBlobId } from '../../../shared/ids/blob.ts';
import { BLOB_LIMITS } from '../../../shared/protocol/limits.ts';
import type { BlobStore } from '../blob-store.ts';
import { createOneAtATime } from '../one-at-a-time.ts';
import { createS3Client, type S3Options, unless } from './s3-client.ts';

/** What all keys of blobs begin with; lifecycle rules of the bucket go by it. */
export const PREFIX = 'blobs/';
const PROBE = 'skerry-probe';

/** What S3 takes, the last part excepted. */
const LEAST_PART_BYTES = 5 * 1024 * 1024;

/** Never shown by a browser, and kept by nobody between. */
const METADATA = {
  'Content-Type': 'application/octet-stream',
  'Content-Disposition': 'attachment',
  'Cache-Control': 'private, no-store',
};

const MISSING = ['NoSuchKey', 'NotFound'];
const NO_UPLOAD = ['NoSuchUpload', ...MISSING];
/** The parts are not those that were listed. */
const CHANGED = [...NO_UPLOAD, 'InvalidPart', 'InvalidPartOrder', 'EntityTooSmall'];

const idOf = (key: string | undefined): BlobId | undefined =>
  key?.startsWith(PREFIX) === true ? parseBlobId(key.slice(PREFIX.length)) : undefined;

/** Blobs as objects of a bucket, whose parts browsers send to it directly. */
export const createS3Store = async (options: S3Options): Promise<BlobStore> => {
  const { bucket } = options;
  const client = createS3Client(options, options.url);
  const signer = createS3Client(options, options.publicUrl ?? options.url);
  // Some stores answer the second of two as to a bug of theirs.
  const alone = createOneAtATime<BlobId>();
  const keyOf = (id: BlobId): string => `${PREFIX}${id}`;

  const sizeOf = async (id: BlobId): Promise<number | undefined> =>
    (await unless(MISSING, () => client.statObject(bucket, keyOf(id))))?.size;
  const partsOf = ({ id, upload }: { id: BlobId; upload: string }) =>
    unless(NO_UPLOAD, () => client.partsOf(bucket, keyOf(id), upload));
  const remove = async (id: BlobId): Promise<void> => {
    await unless(MISSING, () => client.removeObject(bucket, keyOf(id)));
  };

  /** Whether the store made an object of the parts. Some answer as to a bug when there is no such upload. */
  const join: BlobStore['complete'] = async (upload, parts) => {
    const { id, upload: name } = upload;
    const etags = parts.map(({ number, etag }) => ({ part: number, etag }));
    try {
      const made = await unless(CHANGED, () => client.completeMultipartUpload(bucket, keyOf(id), name, etags));
      return made !== undefined;
    } catch (error) {
      if ((await partsOf(upload)) === undefined) return false;
      throw error;
    }
  };

  return {
    leastPartBytes: LEAST_PART_BYTES,
    origin: new URL(await signer.presignedUrl('GET', bucket, keyOf('' as BlobId), 1)).origin,
    hasRoom: async () => true,
    begin: (id) => client.initiateNewMultipartUpload(bucket, keyOf(id), METADATA),
    partUrls: ({ id, upload }, parts) =>
      Promise.all(
        parts.map(({ number }) =>
          signer.presignedUrl('PUT', bucket, keyOf(id), BLOB_LIMITS.urlSeconds, {
            uploadId: upload,
            partNumber: String(number),
          }),
        ),
      ),
    parts: partsOf,
    complete: (upload, parts) =>
      alone(upload.id, async () => {
        if (!(await join(upload, parts))) return false;
        // A part may have been replaced between the list and the end: no URL bounds what is sent to it.
        const expected = parts.reduce((sum, { size }) => sum + size, 0);
        if ((await sizeOf(upload.id)) === expected) return true;
        await remove(upload.id);
        return false;
      }),
    abort: async ({ id, upload }) => {
      await unless(NO_UPLOAD, () => client.abortMultipartUpload(bucket, keyOf(id), upload));
    },
    size: sizeOf,
    readUrl: (id) => signer.presignedUrl('GET', bucket, keyOf(id), BLOB_LIMITS.urlSeconds),
    read: (id, range) =>
      unless(MISSING, () =>
        range === undefined
          ? client.getObject(bucket, keyOf(id))
          : client.getPartialObject(bucket, keyOf(id), range.first, range.last - range.first + 1),
      ),
    remove,
    list: async function* () {
      for (let marker = '', more = true; more; ) {
        const page = await client.listIncompleteUploadsQuery(bucket, PREFIX, marker, '', '');
        for (const { key, uploadId, initiated } of page.uploads) {
          const id = idOf(key);
          if (id !== undefined) yield { id, at: Number(initiated), upload: uploadId };
        }
        marker = page.nextKeyMarker;
        more = page.isTruncated && marker !== '';
      }
      for await (const { name, lastModified } of client.listObjectsV2(bucket, PREFIX, true)) {
        const id = idOf(name);
        if (id !== undefined) yield { id, at: Number(lastModified), upload: undefined };
      }
    },
    probe: async () => {
      await client.putObject(bucket, PROBE, 'x');
    },
  };
};
