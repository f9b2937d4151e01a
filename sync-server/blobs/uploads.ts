import type { UserId } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import {
  arePartNumbers,
  type BlobPart,
  isWhole,
  partBytesFor,
  partCount,
  partSize,
} from '../../shared/protocol/blob-parts.ts';
import type {
  BeginBlob,
  BlobParts,
  BlobRoom,
  BlobSource,
  BlobSources,
  BlobUpload,
  BlobUrls,
} from '../../shared/protocol/blobs.ts';
import type { ApiErrorCode } from '../../shared/protocol/http.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import { DONE, fail, type Result, succeed } from '../../shared/result.ts';
import type { BlobStore, StoredPart, Upload } from '../../storage/blobs/blob-store.ts';
import type { BlobBounds, Blobs, OwnBlob } from '../../storage/ports/blobs.ts';

export interface UploadDependencies {
  readonly blobs: Blobs;
  readonly store: BlobStore;
  readonly bounds: BlobBounds;
  /** Something is to be removed. */
  readonly onReleased: () => void;
  /** ms since 1970 */
  readonly now: () => number;
}

type Outcome<T> = Result<T, ApiErrorCode>;

const { urlSeconds: validSeconds, urlsAtOnce } = BLOB_LIMITS;

/** The first parts of a blob that are not stored. */
const missingParts = (blob: OwnBlob, stored: readonly BlobPart[]): BlobPart[] => {
  const there = new Set(
    stored.filter(({ number, size }) => partSize(blob, number) === size).map((part) => part.number),
  );
  const missing: BlobPart[] = [];
  for (let number = 1; number <= partCount(blob) && missing.length < urlsAtOnce; number++) {
    const size = partSize(blob, number);
    if (size !== undefined && !there.has(number)) missing.push({ number, size });
  }
  return missing;
};

/** What becomes of the uploads of accounts: rows say who may, the store has the bytes. Each step can be repeated. */
export const createUploads = ({ blobs, store, bounds, onReleased, now }: UploadDependencies) => {
  const uploadOf = ({ id, upload }: OwnBlob): Upload | undefined => (upload === undefined ? undefined : { id, upload });

  const urlsFor = async (upload: Upload, parts: readonly BlobPart[]): Promise<BlobUrls> => {
    const urls = await store.partUrls(upload, parts);
    return { urls: parts.map(({ number }, i) => ({ part: number, url: urls[i] ?? '' })), validSeconds };
  };

  /** What the store has of an upload; begins it there when it knows none, and notices when it is complete already. */
  const resume = async (
    blob: OwnBlob,
  ): Promise<{ upload: Upload; stored: readonly StoredPart[] } | 'complete' | 'gone'> => {
    const known = uploadOf(blob);
    const stored = known === undefined ? undefined : await store.parts(known);
    if (known !== undefined && stored !== undefined) return { upload: known, stored };
    // A crash before the row said so; or the row is new, of a database that was put back, and the store has it still.
    if ((await store.size(blob.id)) === blob.size) return (await blobs.complete(blob.id, now())) ? 'complete' : 'gone';
    const made = await store.begin(blob.id);
    const kept = await blobs.noteUpload(blob.id, made, blob.upload);
    // Another request was faster, or it is being removed.
    if (kept !== made) await store.abort({ id: blob.id, upload: made });
    return kept === undefined ? 'gone' : { upload: { id: blob.id, upload: kept }, stored: [] };
  };

  /** A complete blob whose bytes the store has lost is uploaded again. */
  const isLost = async ({ id, size }: Pick<OwnBlob, 'id' | 'size'>): Promise<boolean> =>
    (await store.size(id)) !== size;

  const begin = async (userId: UserId, asked: BeginBlob & { readonly id: BlobId }): Promise<Outcome<BlobUpload>> => {
    const { id, size } = asked;
    const partBytes = partBytesFor(size, store.leastPartBytes);
    if (size <= bounds.largest && !(await store.hasRoom(size))) return fail('server-full');
    const begun = await blobs.begin({ id, userId, class: asked.class, size, partBytes, at: now() }, bounds);
    if (begun.kind === 'refused') {
      const isOthers = begun.code === 'id-taken' && (await blobs.readable([id], userId)).get(id)?.size === size;
      if (!isOthers || !(await isLost(asked)) || !(await blobs.reopen(id, userId, { size, partBytes }, now())))
        return fail(begun.code);
      return begin(userId, asked);
    }
    const { blob } = begun;
    if (blob.state === 'complete') {
      if (!(await isLost(blob)) || !(await blobs.reopen(id, userId, { size, partBytes }, now())))
        return succeed({ state: 'complete' });
      return begin(userId, asked);
    }
    const found = await resume(blob);
    if (found === 'gone') return fail('blob-removing');
    if (found === 'complete') return succeed({ state: 'complete' });
    const urls = await urlsFor(found.upload, missingParts(blob, found.stored));
    return succeed({ state: 'uploading', partBytes: blob.partBytes, parts: partCount(blob), ...urls });
  };

  return {
    begin,
    room: async (userId: UserId): Promise<BlobRoom> => ({
      largest: bounds.largest,
      used: await blobs.used(userId),
      quota: bounds.ofAccount,
    }),
    urls: async (id: BlobId, userId: UserId, numbers: readonly number[]): Promise<Outcome<BlobUrls>> => {
      const blob = await blobs.own(id, userId);
      if (blob === undefined) return fail('not-found');
      if (blob.state === 'complete') return fail('blob-complete');
      const upload = uploadOf(blob);
      if (!arePartNumbers(blob, numbers)) return fail('invalid');
      if (upload === undefined) return fail('not-found');
      await blobs.touch(id, now());
      return succeed(
        await urlsFor(
          upload,
          numbers.map((number) => ({ number, size: partSize(blob, number) ?? 0 })),
        ),
      );
    },
    parts: async (id: BlobId, userId: UserId): Promise<Outcome<BlobParts>> => {
      const blob = await blobs.own(id, userId);
      if (blob === undefined) return fail('not-found');
      const { size, partBytes, state } = blob;
      const upload = uploadOf(blob);
      const stored = upload === undefined || state === 'complete' ? [] : ((await store.parts(upload)) ?? []);
      return succeed({ state, size, partBytes, parts: [...stored] });
    },
    complete: async (id: BlobId, userId: UserId): Promise<Outcome<void>> => {
      const blob = await blobs.own(id, userId);
      if (blob === undefined) return fail('not-found');
      if (blob.state === 'complete') return DONE;
      const found = await resume(blob);
      if (found === 'gone') return fail('not-found');
      if (found === 'complete') return DONE;
      if (!isWhole(blob, found.stored)) return fail('incomplete');
      // Another request may have been faster.
      const isDone = (await store.complete(found.upload, found.stored)) || !(await isLost(blob));
      if (!isDone) return fail('incomplete');
      return (await blobs.complete(id, now())) ? DONE : fail('not-found');
    },
    cancel: async (id: BlobId, userId: UserId): Promise<Outcome<void>> => {
      const outcome = await blobs.cancel(id, userId);
      if (outcome === undefined) return fail('not-found');
      if (outcome === 'in-use') return fail('blob-in-use');
      onReleased();
      return DONE;
    },
    source: async (id: BlobId, userId: UserId): Promise<Outcome<BlobSource>> => {
      const found = (await blobs.readable([id], userId)).get(id);
      return found === undefined
        ? fail('not-found')
        : succeed({ url: await store.readUrl(id), size: found.size, validSeconds });
    },
    sources: async (ids: readonly BlobId[], userId: UserId): Promise<BlobSources> => {
      const found = await blobs.readable(ids, userId);
      const sources = [...found].map(async ([id, { size }]) => ({ id, url: await store.readUrl(id), size }));
      return { sources: await Promise.all(sources), validSeconds };
    },
  };
};
export type Uploads = ReturnType<typeof createUploads>;
