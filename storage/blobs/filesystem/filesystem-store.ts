import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteRange } from '../../../shared/files/byte-range.ts';
import type { BlobId } from '../../../shared/ids/blob.ts';
import type { BlobPart } from '../../../shared/protocol/blob-parts.ts';
import type { BlobStore, StoredPart } from '../blob-store.ts';
import { createOneAtATime } from '../one-at-a-time.ts';
import { createBlobFolder, partName } from './blob-folder.ts';
import { entriesOf, moveDurably, syncFolder } from './durable-files.ts';
import { writeExactly } from './write-exactly.ts';

const MB = 1024 * 1024;
/** Small enough that a lost connection costs little. */
const PART_BYTES = MB;
/** Bytes of the disk that blobs leave to the database. */
const KEPT_FREE = 512 * MB;
/** Bytes read from the disk at once. */
const CHUNK = 256 * 1024;

/** Makes the URLs that lead to this store by way of the server. */
export interface UrlSigner {
  readonly ofPart: (id: BlobId, part: BlobPart) => string;
  readonly ofBlob: (id: BlobId) => string;
}

export interface FilesystemStore extends BlobStore {
  /** Stores a part of an upload, durably and all at once; `gone`: there is no such upload any more. */
  writePart(id: BlobId, part: BlobPart, bytes: AsyncIterable<Uint8Array>): Promise<'stored' | 'wrong-size' | 'gone'>;
}

/**
 * Blobs as folders of their parts. A part is written aside and moved into the folder of its upload; a complete upload is
 * one moved folder, so that no byte is written twice and what still arrives for it finds no place.
 * @param folder which no other program writes to
 */
export const openFilesystemStore = async (folder: string, urls: UrlSigner): Promise<FilesystemStore> => {
  const at = (...names: string[]) => join(folder, ...names);
  const { uploadOf, blobOf, partsIn, list } = createBlobFolder(folder);
  const aside = (where: 'temporary' | 'removed') => at(where, randomBytes(12).toString('hex'));

  // Of two that complete an upload the second must not take the blob of the first for an older one.
  const alone = createOneAtATime<BlobId>();

  const empty = async (where: 'temporary' | 'removed'): Promise<void> => {
    await rm(at(where), { recursive: true, force: true });
    await mkdir(at(where), { recursive: true, mode: 0o700 });
  };
  // What a crash left half written or half removed.
  await Promise.all([empty('temporary'), empty('removed')]);
  for (const name of ['uploads', 'complete']) await mkdir(at(name), { recursive: true, mode: 0o700 });

  /** Out of sight at once, so that a crash leaves no half of it. */
  const removeFolder = async (path: string): Promise<void> => {
    const out = aside('removed');
    if (!(await moveDurably(path, out))) return;
    await syncFolder(dirname(path));
    await rm(out, { recursive: true, force: true });
  };

  async function* readParts(path: string, parts: readonly BlobPart[], range: ByteRange): AsyncIterable<Uint8Array> {
    let begin = 0;
    for (const { number, size } of parts) {
      const start = Math.max(0, range.first - begin);
      const end = Math.min(size - 1, range.last - begin);
      begin += size;
      if (start <= end) yield* createReadStream(join(path, partName(number)), { start, end, highWaterMark: CHUNK });
    }
  }

  const sizeOf = (parts: readonly BlobPart[] | undefined): number | undefined =>
    parts?.reduce((sum, { size }) => sum + size, 0);

  return {
    leastPartBytes: PART_BYTES,
    origin: undefined,
    hasRoom: async (bytes) => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize - bytes >= KEPT_FREE;
    },
    begin: async (id) => {
      await mkdir(uploadOf(id), { recursive: true, mode: 0o700 });
      await syncFolder(at('uploads'));
      return id;
    },
    partUrls: async ({ id }, parts) => parts.map((part) => urls.ofPart(id, part)),
    parts: async ({ id }) => {
      const parts = await partsIn(uploadOf(id));
      return parts?.map(({ number, size }): StoredPart => ({ number, size, etag: `${number}-${size}` }));
    },
    writePart: async (id, { number, size }, bytes) => {
      // Before its bytes are taken, and again when it is moved.
      if ((await entriesOf(uploadOf(id))) === undefined) return 'gone';
      const temporary = aside('temporary');
      if (!(await writeExactly(temporary, size, bytes))) return 'wrong-size';
      if (await moveDurably(temporary, join(uploadOf(id), partName(number)))) return 'stored';
      await rm(temporary, { force: true });
      return 'gone';
    },
    complete: ({ id }, parts) =>
      alone(id, async () => {
        const stored = await partsIn(uploadOf(id));
        const isSame = (part: BlobPart, i: number) => part.number === parts[i]?.number && part.size === parts[i].size;
        if (stored?.length !== parts.length || !stored.every(isSame)) return false;
        await mkdir(dirname(blobOf(id)), { recursive: true, mode: 0o700 });
        await syncFolder(at('complete'));
        // Of a database that was put back: nothing knows it any more.
        await removeFolder(blobOf(id));
        return moveDurably(uploadOf(id), blobOf(id));
      }),
    abort: ({ id }) => alone(id, () => removeFolder(uploadOf(id))),
    size: async (id) => sizeOf(await partsIn(blobOf(id))),
    readUrl: async (id) => urls.ofBlob(id),
    read: async (id, range) => {
      const parts = await partsIn(blobOf(id));
      const last = (sizeOf(parts) ?? 0) - 1;
      return parts === undefined ? undefined : readParts(blobOf(id), parts, range ?? { first: 0, last });
    },
    remove: (id) => alone(id, () => removeFolder(blobOf(id))),
    list,
    probe: async () => {
      const path = aside('temporary');
      await writeExactly(
        path,
        1,
        (async function* () {
          yield Uint8Array.of(1);
        })(),
      );
      await rm(path, { force: true });
    },
  };
};
