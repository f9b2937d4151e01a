import type { UserId } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { BlobShape } from '../../shared/protocol/blob-parts.ts';
import type { BlobClass } from '../../shared/protocol/blobs.ts';

/** A blob as its uploader sees it. */
export interface OwnBlob extends BlobShape {
  readonly id: BlobId;
  readonly state: 'uploading' | 'complete';
  /** What the store calls the upload; undefined: it was not begun there. */
  readonly upload: string | undefined;
}

interface NewBlob extends BlobShape {
  readonly id: BlobId;
  readonly userId: UserId;
  readonly class: BlobClass;
  /** ms since 1970 */
  readonly at: number;
}

/** Bytes of ciphertext: of one blob, of all of one account, and of all accounts. */
export interface BlobBounds {
  readonly largest: number;
  readonly ofAccount: number;
  readonly ofServer: number;
}

export type BlobBegun =
  | { readonly kind: 'begun' | 'known'; readonly blob: OwnBlob }
  | {
      readonly kind: 'refused';
      readonly code: 'id-taken' | 'too-large' | 'quota-full' | 'server-full' | 'too-many' | 'blob-removing';
    };

/** A blob whose bytes are to go. */
interface RemovedBlob {
  readonly id: BlobId;
  readonly upload: string | undefined;
}

/** Why a blob is not kept. */
export type Uncollected = 'abandoned' | 'unreferenced' | 'unreadable';

/** Until when: ms since 1970. */
export interface CollectBounds {
  /** Unfinished uploads that nobody went on with since. */
  readonly abandonedBefore: number;
  /** Complete blobs to which nothing, or nothing that anybody can read, refers. */
  readonly unreferencedBefore: number;
}

interface CollectedPage {
  readonly found: readonly { readonly why: Uncollected; readonly id: BlobId; readonly size: number }[];
  /** Where the next page begins; undefined: there is none. */
  readonly next: number | undefined;
}

/** Which blobs there are and who may have them; their bytes are in a blob store. Messages refer to them by commits. */
export interface Blobs {
  /** Notes an upload, and takes its bytes from what the account has left; asked for again it changes nothing. */
  begin(asked: NewBlob, bounds: BlobBounds): Promise<BlobBegun>;
  /**
   * Notes what the store calls the upload, in place of `before`. Of two that come together the first stands.
   * @returns what stands
   */
  noteUpload(id: BlobId, upload: string, before: string | undefined): Promise<string | undefined>;
  /** Undefined: the account uploads no such blob. */
  own(id: BlobId, userId: UserId): Promise<OwnBlob | undefined>;
  /** The upload goes on: it is not abandoned. */
  touch(id: BlobId, at: number): Promise<void>;
  /** All parts are in the store. False: it is being removed. Repeating changes nothing. */
  complete(id: BlobId, at: number): Promise<boolean>;
  /** The uploader wants it no more. */
  cancel(id: BlobId, userId: UserId): Promise<'cancelled' | 'in-use' | undefined>;
  /** The store has lost the bytes of a complete blob: whoever may fetch it uploads it again, as its new uploader. */
  reopen(id: BlobId, userId: UserId, shape: BlobShape, at: number): Promise<boolean>;
  /** Of these, the complete ones that are theirs to see. */
  readable(ids: readonly BlobId[], userId: UserId): Promise<ReadonlyMap<BlobId, { readonly size: number }>>;
  /** Bytes of all blobs of an account. */
  used(userId: UserId): Promise<number>;
  /** Bytes of all blobs. */
  usedByAll(): Promise<number>;
  /**
   * Blobs that something let go of and nothing refers to: from now on nobody can refer to them. Until `removed` names
   * them they are given again.
   */
  toRemove(limit: number): Promise<readonly RemovedBlob[]>;
  removed(id: BlobId): Promise<void>;
  /**
   * Looks through some blobs for those that nobody needs. @param after 0, or where the page before ended
   * @param isDry only looks; else `toRemove` gives them
   */
  collect(after: number, bounds: CollectBounds, isDry: boolean): Promise<CollectedPage>;
  /** Of these, those that there are, with their uploaders and what the store calls their uploads. */
  known(
    ids: readonly BlobId[],
  ): Promise<ReadonlyMap<BlobId, { readonly account: number; readonly upload: string | undefined }>>;
}
