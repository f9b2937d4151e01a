import * as v from 'valibot';
import { parseBlobId } from '../ids/blob.ts';
import { BLOB_LIMITS } from './limits.ts';

/**
 * Blobs: sealed files, uploaded in parts by plain PUT to URLs of the store, which may be the server itself.
 * Errors are those of `/api`; to others than its uploader, and than those who may fetch it, a blob does not exist.
 */

/** `sealed`: for those who are in a conversation that refers to it. `public`: for everybody signed in. */
const BLOB_CLASSES = ['sealed', 'public'] as const;
export type BlobClass = (typeof BLOB_CLASSES)[number];

const id = v.pipe(
  v.string(),
  v.check((text) => parseBlobId(text) !== undefined, 'An id of a blob has 26 letters.'),
);
const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const part = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(BLOB_LIMITS.parts));

/** GET /api/blobs: what the server takes. Bytes of ciphertext. */
export const BLOB_ROOM = v.object({ largest: bytes, used: bytes, quota: bytes });
export type BlobRoom = v.InferOutput<typeof BLOB_ROOM>;

/**
 * POST /api/blobs → 201, or 200 when it is complete already: `BLOB_UPLOAD`, with URLs of the first parts that are
 * missing. Asked again it goes on where it was. 413 `too-large`, 403 `quota-full`, 507 `server-full` (retry), 409 `id-taken`, 429 `too-many`,
 * 409 `blob-removing` (retry).
 */
export const BEGIN_BLOB = v.strictObject({
  id,
  class: v.picklist(BLOB_CLASSES),
  /** Of the ciphertext. */
  size: v.pipe(bytes, v.minValue(1)),
});
export type BeginBlob = v.InferOutput<typeof BEGIN_BLOB>;

/** Each takes one PUT of exactly the part's bytes, as often as needed, until it ends. */
const urls = v.array(v.object({ part, url: v.string() }));
const validSeconds = v.number();

export const BLOB_UPLOAD = v.variant('state', [
  v.object({ state: v.literal('complete') }),
  v.object({
    state: v.literal('uploading'),
    /** Bytes of every part but the last. */
    partBytes: bytes,
    /** How many there are; numbers begin at 1. */
    parts: part,
    urls,
    validSeconds,
  }),
]);
export type BlobUpload = v.InferOutput<typeof BLOB_UPLOAD>;

/** POST /api/blobs/:id/urls: ascending, each once; of one's own upload. 409 `blob-complete` when there is nothing to send. */
export const BLOB_URLS_REQUEST = v.strictObject({
  parts: v.pipe(v.array(part), v.minLength(1), v.maxLength(BLOB_LIMITS.urlsAtOnce)),
});
export const BLOB_URLS = v.object({ urls, validSeconds });
export type BlobUrls = v.InferOutput<typeof BLOB_URLS>;

/** GET /api/blobs/:id/parts: what the store holds of one's own upload. `etag` without quotes, for uploaders that want one. */
export const BLOB_PARTS = v.object({
  state: v.picklist(['uploading', 'complete']),
  partBytes: bytes,
  size: bytes,
  parts: v.array(v.object({ number: part, size: bytes, etag: v.string() })),
});
export type BlobParts = v.InferOutput<typeof BLOB_PARTS>;

/** POST /api/blobs/:id/complete, without a body → 204, also when it was complete. 409 `incomplete` (retry): list the parts. */

/** DELETE /api/blobs/:id → 204: cancels an upload, or removes a blob that nothing refers to. 409 `blob-in-use`. */

/** GET /api/blobs/:id: where its bytes are read, with ranges. There 404 means that the store has lost it, 403 that the URL has ended. */
export const BLOB_SOURCE = v.object({ url: v.string(), size: bytes, validSeconds });
export type BlobSource = v.InferOutput<typeof BLOB_SOURCE>;

/** POST /api/blobs/sources: the same for several, as many as a screen shows. Those that are not theirs to fetch are left out. */
export const BLOB_SOURCES_REQUEST = v.strictObject({
  ids: v.pipe(v.array(id), v.minLength(1), v.maxLength(BLOB_LIMITS.sourcesAtOnce)),
});
export const BLOB_SOURCES = v.object({
  sources: v.array(v.object({ id: v.string(), url: v.string(), size: bytes })),
  validSeconds,
});
export type BlobSources = v.InferOutput<typeof BLOB_SOURCES>;
