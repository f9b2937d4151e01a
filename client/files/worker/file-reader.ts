import { CHUNK_BYTES, importFileKey, openChunks, sealedRange, sealedSize } from '../../../shared/files/sealed-file.ts';
import { type FileStore, type KeptFile, PART_BYTES, partsIn } from '../file-store.ts';
import type { BlobSource } from './blob-source.ts';
import { FileFailure } from './file-failure.ts';

/** Opened bytes of files, from this device where it has them, else from the server, and then kept part by part. */
export interface SealedFileReader {
  /**
   * Bytes of one place to another, in runs of at most 1 MiB; throws a `FileFailure`. Each was proven to be of this place.
   *
   * @param to exclusive
   */
  readonly read: (
    file: KeptFile,
    from: number,
    to: number,
    signal?: AbortSignal,
  ) => AsyncGenerator<Uint8Array<ArrayBuffer>, void>;
}

const SEALED_CHUNK = sealedSize(CHUNK_BYTES);
/** Sealed bytes that are opened together. */
const RUN = 4 * SEALED_CHUNK;

type Store = Pick<FileStore, 'get' | 'put' | 'part' | 'putPart' | 'sealed'>;

const bytesOfKey = (key: string): Uint8Array =>
  Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

async function* inRuns(part: Blob, from: number, to: number): AsyncIterable<Uint8Array<ArrayBuffer>> {
  for (let at = from; at < to; at += RUN)
    yield new Uint8Array(await part.slice(at, Math.min(to, at + RUN)).arrayBuffer());
}

/** Regroups pieces of any length into whole sealed chunks; the last may be shorter. */
async function* inChunks(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let held: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const join = (): Uint8Array<ArrayBuffer> => {
    const all = new Uint8Array(length);
    let at = 0;
    for (const one of held) {
      all.set(one, at);
      at += one.byteLength;
    }
    return all;
  };
  for await (const piece of pieces) {
    held.push(piece);
    length += piece.byteLength;
    if (length < SEALED_CHUNK) continue;
    const all = join();
    const whole = length - (length % SEALED_CHUNK);
    held = [all.subarray(whole)];
    length -= whole;
    yield all.subarray(0, whole);
  }
  if (length > 0) yield join();
}

/** So many bytes of the disk stay free for messages: files of others are not kept there. */
const KEPT_FREE = 200 * 1024 * 1024;
const hasRoom = async (): Promise<boolean> => {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
  return quota === undefined || usage === undefined || quota - usage > KEPT_FREE;
};

export const createFileReader = (store: Store, source: BlobSource): SealedFileReader => {
  /** Keeps a part that arrived whole, so that it can be shown without a connection. */
  const keep = async (file: KeptFile, part: number, sealed: readonly Uint8Array<ArrayBuffer>[]): Promise<void> => {
    if (!(await hasRoom()) || !(await store.putPart(file.blob, part, new Blob([...sealed])))) return;
    const known = await store.get(file.blob);
    if (known !== undefined && !known.whole && (await store.sealed(known)) !== undefined)
      await store.put([{ ...known, whole: true }]);
  };

  return {
    read: async function* (file, from, to, signal = new AbortController().signal) {
      const { blob, size } = file;
      const key = await importFileKey(bytesOfKey(file.key));
      const first = Math.min(Math.floor(from / PART_BYTES), partsIn(size) - 1);
      for (let part = first; part === first || part * PART_BYTES < to; part++) {
        const begin = Math.max(from, part * PART_BYTES);
        const end = Math.min(to, (part + 1) * PART_BYTES, size);
        const wanted = sealedRange(size, begin, end);
        const all = sealedRange(size, part * PART_BYTES, Math.min(size, (part + 1) * PART_BYTES));
        const stored = await store.part(blob, part);
        const isStored = stored?.size === all.to - all.from;
        const pieces = isStored
          ? inRuns(stored, wanted.from - all.from, wanted.to - all.from)
          : source.read(blob, sealedSize(size), wanted.from, wanted.to, signal);
        const isWhole = wanted.from === all.from && wanted.to === all.to;
        const come: Uint8Array<ArrayBuffer>[] = [];
        let { skip } = wanted;
        let left = end - begin;
        let at = wanted.from;
        for await (const sealed of inChunks(pieces)) {
          const opened = await openChunks(key, size, at, sealed);
          if (!opened.ok) throw new FileFailure('damaged');
          at += sealed.byteLength;
          if (!isStored && isWhole) come.push(sealed);
          // Before the last bytes are given: whoever has them may stop.
          if (!isStored && isWhole && at === wanted.to) await keep(file, part, come);
          const bytes = opened.value.subarray(skip, skip + left);
          skip = 0;
          left -= bytes.byteLength;
          yield bytes;
        }
      }
    },
  };
};
