import type { SealedFile } from '../../../shared/envelope/file-body.ts';
import { importFileKey, openChunks, sealChunks } from '../../../shared/files/sealed-file.ts';
import { makeBlobId } from '../../../shared/ids/blob.ts';
import { type FileStore, PART_BYTES, partsIn } from '../file-store.ts';

const KEY_BYTES = 32;
const ID_BYTES = 16;

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const fromBase64url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));

/** The disk took nothing more, or the bytes could not be read; nothing of the file is left on the disk. */
export class NotSealed extends Error {
  readonly failure: 'disk' | 'unreadable' | 'cancelled';

  constructor(failure: 'disk' | 'unreadable' | 'cancelled') {
    super(`A file was not sealed: ${failure}.`);
    this.failure = failure;
  }
}

export interface SealControl {
  readonly signal: AbortSignal;
  /** So many more plain bytes are on the disk. */
  readonly onBytes: (count: number) => void;
}

const read = async (bytes: Blob): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    return new Uint8Array(await bytes.arrayBuffer());
  } catch {
    throw new NotSealed('unreadable');
  }
};

/**
 * Copies bytes to the disk of this device, sealed by a key of their own. Only one part of them is in memory at a time.
 * Throws `NotSealed`.
 */
export const sealFile = async (
  store: FileStore,
  bytes: Blob,
  { name, type }: { readonly name: string; readonly type: string },
  { signal, onBytes }: SealControl,
): Promise<SealedFile> => {
  const raw = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const blob = makeBlobId(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
  const key = await importFileKey(raw);
  const { size } = bytes;
  const sealed: SealedFile = { blob, key: base64url(raw), size };
  const kept = { ...sealed, name, type, usedAt: Date.now(), safe: false };
  try {
    if (!(await store.put([{ ...kept, whole: false }]))) throw new NotSealed('disk');
    for (let part = 0; part < partsIn(size); part++) {
      if (signal.aborted) throw new NotSealed('cancelled');
      const from = part * PART_BYTES;
      const plain = await read(bytes.slice(from, Math.min(from + PART_BYTES, size)));
      const done = await store.putPart(blob, part, new Blob([await sealChunks(key, size, from, plain)]));
      if (!done) throw new NotSealed('disk');
      onBytes(plain.byteLength);
    }
    if (!(await store.put([{ ...kept, whole: true }]))) throw new NotSealed('disk');
    return sealed;
  } catch (error) {
    await store.remove([blob]);
    throw error;
  }
};

/** The opened bytes of a file that is on this device; undefined when they are not, or are damaged. Whole in memory. */
export const openSealed = async (store: FileStore, { blob, key, size }: SealedFile): Promise<Blob | undefined> => {
  const opener = await importFileKey(fromBase64url(key));
  const opened: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (let part = 0; part < partsIn(size); part++) {
    const bytes = await store.part(blob, part);
    if (bytes === undefined) return undefined;
    const run = await openChunks(opener, size, at, new Uint8Array(await bytes.arrayBuffer()));
    if (!run.ok) return undefined;
    at += bytes.size;
    opened.push(run.value);
  }
  return new Blob(opened);
};
