import { createHmac, timingSafeEqual } from 'node:crypto';
import { type BlobId, parseBlobId } from '../../shared/ids/blob.ts';
import type { BlobPart } from '../../shared/protocol/blob-parts.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import type { UrlSigner } from '../../storage/blobs/filesystem/filesystem-store.ts';

/** Where the server itself takes and gives the bytes of blobs. */
export const BYTES_PATH = '/blobs';

/** What a URL of ours lets its holder do until it ends. */
export type BlobGrant =
  | { readonly kind: 'read'; readonly id: BlobId }
  | { readonly kind: 'write'; readonly id: BlobId; readonly part: BlobPart };

interface Query {
  readonly [name: string]: string | undefined;
}

export interface SignedUrls extends UrlSigner {
  /** `ended`: it was ours, and its time is over. */
  verify(id: string, query: Query): BlobGrant | 'ended' | undefined;
}

const WHOLE = /^(0|[1-9][0-9]{0,15})$/;
/** The one form of a whole number; undefined for anything else. */
export const parseWhole = (text: string | undefined): number | undefined => {
  const value = text !== undefined && WHOLE.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
};

/** Signed rather than remembered, so that a restart ends none. @param now ms since 1970 */
export const createSignedUrls = (key: Uint8Array, now: () => number): SignedUrls => {
  const sign = (claims: string): string => createHmac('sha256', key).update(claims).digest('base64url');
  const claimsOf = (id: string, ends: number, part?: BlobPart): string =>
    part === undefined ? `read/${id}/${ends}` : `write/${id}/${ends}/${part.number}/${part.size}`;
  const urlOf = (id: BlobId, part?: BlobPart): string => {
    const ends = Math.floor(now() / 1000) + BLOB_LIMITS.urlSeconds;
    const ofPart = part === undefined ? '' : `&part=${part.number}&size=${part.size}`;
    return `${BYTES_PATH}/${id}?ends=${ends}${ofPart}&signature=${sign(claimsOf(id, ends, part))}`;
  };

  return {
    ofPart: urlOf,
    ofBlob: (id) => urlOf(id),
    verify: (text, query) => {
      const id = parseBlobId(text);
      const ends = parseWhole(query.ends);
      if (id === undefined || ends === undefined) return undefined;
      const number = parseWhole(query.part);
      const size = parseWhole(query.size);
      const part = number === undefined || size === undefined ? undefined : { number, size };
      const given = Buffer.from(query.signature ?? '');
      const expected = Buffer.from(sign(claimsOf(id, ends, part)));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      if (ends * 1000 <= now()) return 'ended';
      return part === undefined ? { kind: 'read', id } : { kind: 'write', id, part };
    },
  };
};
