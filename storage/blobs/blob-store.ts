import type { ByteRange } from '../../shared/files/byte-range.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { BlobPart } from '../../shared/protocol/blob-parts.ts';

/** A part that is stored whole. `etag`: the store's mark of its content, without quotes. */
export interface StoredPart extends BlobPart {
  readonly etag: string;
}

/** An upload that the store knows. */
export interface Upload {
  readonly id: BlobId;
  /** What the store calls it. */
  readonly upload: string;
}

interface StoredBlob {
  readonly id: BlobId;
  /** ms since 1970: when it was begun or completed. */
  readonly at: number;
  /** Undefined: it is complete. */
  readonly upload: string | undefined;
}

/**
 * Where the bytes of blobs are, shaped like S3's multipart upload. Parts reach it by PUT to its URLs. It checks nothing
 * of who may do what, and is asked about ids only that were parsed.
 */
export interface BlobStore {
  /** Bytes that every part but the last must have at least. */
  readonly leastPartBytes: number;
  /** Where its URLs lead; undefined: to this server. */
  readonly origin: string | undefined;
  /** Whether there is room for so many bytes more. */
  hasRoom(bytes: number): Promise<boolean>;
  /** @returns what the store calls the upload */
  begin(id: BlobId): Promise<string>;
  /** One URL for each part. They end after `BLOB_LIMITS.urlSeconds`. */
  partUrls(upload: Upload, parts: readonly BlobPart[]): Promise<readonly string[]>;
  /** Parts that are stored, by number; undefined: there is no such upload. */
  parts(upload: Upload): Promise<readonly StoredPart[] | undefined>;
  /** Makes a blob of all its parts, durably. False: the parts have changed since they were listed, and it is no blob. */
  complete(upload: Upload, parts: readonly StoredPart[]): Promise<boolean>;
  /** Removes an upload with its parts; one that is not there is no error. */
  abort(upload: Upload): Promise<void>;
  /** Bytes of a complete blob; undefined: there is none. */
  size(id: BlobId): Promise<number | undefined>;
  /** It ends after `BLOB_LIMITS.urlSeconds`, and answers ranges. */
  readUrl(id: BlobId): Promise<string>;
  /** The bytes of a complete blob, or a range within them; undefined: there is none. */
  read(id: BlobId, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Removes a complete blob; one that is not there is no error. */
  remove(id: BlobId): Promise<void>;
  /** Everything it holds, uploads too. */
  list(): AsyncIterable<StoredBlob>;
  /** Throws when nothing could be stored now. */
  probe(): Promise<void>;
}
