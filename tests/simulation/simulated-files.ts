import { type FileStore, type KeptFile, PART_BYTES, partsIn } from '../../client/files/file-store.ts';
import type { Made } from '../../client/files/make/made.ts';
import type { ApiResult, BlobApi } from '../../client/replica/ports.ts';
import type { FileBody } from '../../shared/envelope/file-body.ts';
import { sealedSize } from '../../shared/files/sealed-file.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { type BlobId, parseBlobId } from '../../shared/ids/blob.ts';
import type { ApiErrorCode } from '../../shared/protocol/http.ts';
import type { Result } from '../../shared/result.ts';
import type { BlobStore } from '../../storage/blobs/blob-store.ts';
import type { BlobBounds, Blobs } from '../../storage/ports/blobs.ts';
import { createUploads } from '../../sync-server/blobs/uploads.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** A disk's sealed files; a crash loses nothing of them, because they are written strictly. */
export class SimulatedFileStore implements FileStore {
  readonly files = new Map<string, KeptFile>();
  readonly parts = new Map<string, Blob[]>();
  readonly drafted = new Map<string, readonly Made[]>();
  private readonly isFailing: () => boolean;

  constructor(isFailing: () => boolean) {
    this.isFailing = isFailing;
  }

  get = async (blob: string): Promise<KeptFile | undefined> => {
    if (this.isFailing()) throw new Error('The disk cannot be read.');
    return this.files.get(blob);
  };
  all = async (): Promise<readonly KeptFile[]> => [...this.files.values()];
  put = async (files: readonly KeptFile[]): Promise<boolean> => {
    if (this.isFailing()) return false;
    for (const file of files) this.files.set(file.blob, file);
    return true;
  };
  putPart = async (blob: string, part: number, bytes: Blob): Promise<boolean> => {
    if (this.isFailing()) return false;
    const parts = this.parts.get(blob) ?? [];
    parts[part] = bytes;
    this.parts.set(blob, parts);
    return true;
  };
  part = async (blob: string, part: number): Promise<Blob | undefined> => this.parts.get(blob)?.[part];
  sealed = async ({ blob, size }: KeptFile): Promise<Blob | undefined> => {
    const whole = new Blob(this.parts.get(blob) ?? []);
    return whole.size === sealedSize(size) ? whole : undefined;
  };
  remove = async (blobs: readonly string[]): Promise<boolean> => {
    if (this.isFailing()) return false;
    for (const blob of blobs) {
      this.files.delete(blob);
      this.parts.delete(blob);
    }
    return true;
  };
  draft = async (place: string): Promise<readonly Made[]> => this.drafted.get(place) ?? [];
  changeDraft = async (place: string, change: (kept: readonly Made[]) => readonly Made[]): Promise<readonly Made[]> => {
    const files = change(this.drafted.get(place) ?? []);
    if (files.length === 0) this.drafted.delete(place);
    else this.drafted.set(place, files);
    return files;
  };
  attached = async (): Promise<number> => [...this.drafted.values()].flat().length;
  drafts = async (): Promise<ReadonlyMap<string, readonly FileBody[]>> =>
    new Map([...this.drafted].map(([place, made]) => [place, made.map(({ file }) => file)]));
  recording = async (): Promise<readonly never[]> => [];
  putRecorded = async (): Promise<boolean> => true;
  removeRecording = async (): Promise<boolean> => true;
  close = (): void => {};

  /** What a tab does when a file is attached: all its sealed bytes are here. */
  async attach(blob: string, size: number, usedAt: number): Promise<FileBody | undefined> {
    const sealed = sealedSize(size);
    const partBytes = sealedSize(PART_BYTES);
    for (let part = 0; part < partsIn(size); part++)
      if (!(await this.putPart(blob, part, zeros(Math.min(partBytes, sealed - part * partBytes))))) return undefined;
    const file = { blob, key: KEY, size, name: `${blob}.bin`, type: 'application/octet-stream' };
    if (!(await this.put([{ ...file, usedAt, whole: true, safe: false }]))) return undefined;
    return file;
  }
}

/** 32 bytes in base64url. */
const KEY = 'A'.repeat(43);
const ZEROS = new Blob([new Uint8Array(1024 * 1024)]);
/** Blobs are references: a large file takes no memory. */
const zeros = (size: number): Blob => {
  const whole = Math.floor(size / ZEROS.size);
  return new Blob([...Array.from({ length: whole }, () => ZEROS), ZEROS.slice(0, size % ZEROS.size)]);
};

/** As the routes answer. */
const RETRYABLE: ReadonlySet<string> = new Set(['server-full', 'blob-removing', 'incomplete', 'too-many']);
/** What the server's remover does. */
export const removeReleased = async (blobs: Blobs, store: BlobStore): Promise<void> => {
  for (const { id, upload } of await blobs.toRemove(50)) {
    if (upload !== undefined) await store.abort({ id, upload });
    await store.remove(id);
    await blobs.removed(id);
  }
};

const OFFLINE: ApiResult<never> = { ok: false, error: { kind: 'offline', retry: true } };

/** `/api/blobs` over whichever server the device reaches; requests take time and may be lost, and so may answers. */
export const simulateBlobApi = (
  userId: UserId,
  server: () => SimulatedServer | undefined,
  scheduler: Scheduler,
  random: () => number,
  bounds: BlobBounds,
): BlobApi => {
  const call = async <T>(work: (server: SimulatedServer) => Promise<ApiResult<T>>): Promise<ApiResult<T>> => {
    await scheduler.sleep(1 + random() * 30);
    const target = server();
    if (target === undefined || !target.alive || random() < 0.03) return OFFLINE;
    const result = await Promise.race([work(target), target.crashed.then(() => OFFLINE)]).catch(() => OFFLINE);
    await scheduler.sleep(1 + random() * 30);
    return server() === target && random() >= 0.03 ? result : OFFLINE;
  };
  const uploadsAt = ({ storage, blobStore }: SimulatedServer) =>
    createUploads({
      blobs: storage.blobs,
      store: blobStore,
      bounds,
      onReleased: () => void removeReleased(storage.blobs, blobStore),
      now: () => scheduler.now,
    });
  const answer = <T>(outcome: Result<T, ApiErrorCode>): ApiResult<T> =>
    outcome.ok
      ? outcome
      : { ok: false, error: { kind: 'refused', code: outcome.error, retry: RETRYABLE.has(outcome.error) } };
  const idOf = (blob: string): BlobId => parseBlobId(blob) ?? ('' as BlobId);

  return {
    begin: (asked) => call(async (at) => answer(await uploadsAt(at).begin(userId, { ...asked, id: idOf(asked.id) }))),
    complete: (blob) => call(async (at) => answer(await uploadsAt(at).complete(idOf(blob), userId))),
    remove: (blob) => call(async (at) => answer(await uploadsAt(at).cancel(idOf(blob), userId))),
    isReadable: (blob) =>
      call(async (at) => {
        const found = await uploadsAt(at).source(idOf(blob), userId);
        return found.ok
          ? { ok: true, value: true }
          : found.error === 'not-found'
            ? { ok: true, value: false }
            : answer(found);
      }),
    putPart: (url, bytes, signal, onSent) =>
      call<void>(async (at) => {
        onSent(Math.floor(bytes.size / 2));
        if (signal.aborted) return OFFLINE;
        return at.blobStore.put(url, bytes.size)
          ? { ok: true, value: undefined }
          : { ok: false, error: { kind: 'refused', code: 'part-refused', retry: true } };
      }),
  };
};
