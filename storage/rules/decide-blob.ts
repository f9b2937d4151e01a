import type { BlobClass } from '../../shared/protocol/blobs.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import type { BlobBegun, BlobBounds, CollectBounds, Uncollected } from '../ports/blobs.ts';

export type BlobState = 'uploading' | 'complete' | 'removing';

/** What is known of an id before it is used. */
export interface KnownBlob {
  readonly isOwn: boolean;
  readonly size: number;
  readonly class: BlobClass;
  readonly state: BlobState;
}

interface Room {
  /** Bytes of the account and of all accounts, unfinished uploads included. */
  readonly usedByAccount: number;
  readonly usedByServer: number;
  /** Uploads of the account that are not complete. */
  readonly unfinished: number;
}

type Refused = Extract<BlobBegun, { kind: 'refused' }>['code'];

/** Whether an upload begins, goes on, or is refused. */
export const decideBegin = (
  asked: { readonly size: number; readonly class: BlobClass },
  known: KnownBlob | undefined,
  { usedByAccount, usedByServer, unfinished }: Room,
  bounds: BlobBounds,
): 'begun' | 'known' | Refused => {
  if (known !== undefined) {
    if (!known.isOwn || known.size !== asked.size || known.class !== asked.class) return 'id-taken';
    return known.state === 'removing' ? 'blob-removing' : 'known';
  }
  if (asked.size > bounds.largest) return 'too-large';
  if (usedByAccount + asked.size > bounds.ofAccount) return 'quota-full';
  if (usedByServer + asked.size > bounds.ofServer) return 'server-full';
  return unfinished >= BLOB_LIMITS.unfinished ? 'too-many' : 'begun';
};

/** A blob as an account that asks for it, or refers to it, stands to it. */
export interface BlobAccess {
  readonly state: BlobState;
  readonly class: BlobClass;
  /** The account uploaded it. */
  readonly isOwn: boolean;
  /** A message in a chapter that is open to the account refers to it. */
  readonly isShown: boolean;
}

/** Whoever may fetch a blob may also refer to it, in a message or a forwarded one. */
export const mayHaveBlob = (blob: BlobAccess | undefined): boolean =>
  blob?.state === 'complete' && (blob.class === 'public' || blob.isOwn || blob.isShown);

/** What becomes of a blob that something let go of. */
export const decideReleased = (isReferredTo: boolean): 'kept' | 'removing' => (isReferredTo ? 'kept' : 'removing');

/** Whether the uploader can take an upload, or a blob, back. */
export const decideCancel = (isReferredTo: boolean): 'cancelled' | 'in-use' => (isReferredTo ? 'in-use' : 'cancelled');

/** A blob as the collector sees it. */
export interface CollectedBlob {
  readonly state: BlobState;
  /** A message refers to it. */
  readonly isReferred: boolean;
  /** Somebody who is there can read such a message. */
  readonly isReadable: boolean;
  readonly touchedAt: number;
  readonly completedAt: number | undefined;
}

/** Why nobody needs a blob any more; undefined: it stays. */
export const whyCollected = (
  { state, isReferred, isReadable, touchedAt, completedAt }: CollectedBlob,
  { abandonedBefore, unreferencedBefore }: CollectBounds,
): Uncollected | undefined => {
  if (state === 'removing' || isReadable) return undefined;
  // One that was complete, and is uploaded again because the store lost it, stays as long as a message refers to it.
  if (state === 'uploading') return !isReferred && touchedAt < abandonedBefore ? 'abandoned' : undefined;
  if ((completedAt ?? 0) >= unreferencedBefore) return undefined;
  return isReferred ? 'unreadable' : 'unreferenced';
};
