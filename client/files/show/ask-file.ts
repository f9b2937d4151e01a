import * as v from 'valibot';
import type { SealedFile } from '../../../shared/envelope/file-body.ts';
import { FILE_ANSWER, type FileAnswer } from '../file-answer.ts';
import { filePath } from '../file-path.ts';
import { type FileStore, type KeptFile, openFileStore } from '../file-store.ts';
import { isWorkerReady } from './worker-ready.ts';

/** A file of a message, for showing. */
export interface ShownFile extends SealedFile {
  readonly name: string;
}

/** `no-worker`: the browser has not installed what opens files, or this page was loaded past it. */
export type FileState = FileAnswer | { readonly state: 'no-worker' };

let opened: { readonly userId: string; readonly store: Promise<FileStore> } | undefined;

const storeOf = (userId: string): Promise<FileStore> => {
  if (opened?.userId !== userId) {
    void opened?.store.then((store) => store.close()).catch(() => undefined);
    const store = openFileStore(userId);
    store.catch(() => {
      opened = undefined;
    });
    opened = { userId, store };
  }
  return opened.store;
};

/** Where an opened file is read, once `askFile` has found it ready. */
export const fileUrl = (userId: string, { blob, name }: ShownFile): string => filePath({ userId, blob, name });

/** Where it is saved from. */
export const downloadUrl = (userId: string, file: ShownFile): string => `${fileUrl(userId, file)}?download`;

/**
 * The record by which the service worker opens the file. A key that opened something stays; one that did not gives way, so
 * that a message with a false key cannot spoil the file of another one.
 */
const putKey = async (
  store: FileStore,
  { blob, key, size, name }: ShownFile,
): Promise<'ready' | 'damaged' | 'full'> => {
  const known = await store.get(blob);
  if (known?.key === key && known.size === size) return 'ready';
  if (known !== undefined && (known.type !== '' || !known.safe)) return 'damaged';
  const record: KeptFile = { blob, key, size, name, type: '', usedAt: Date.now(), whole: false, safe: true };
  return (await store.put([record])) ? 'ready' : 'full';
};

/**
 * Asks for a file, and says what came of it; `whole`: all of it comes now, and stays on this device.
 * One at a time for each blob: between the key and the proof of it nobody else's key may come.
 */
export const askFile = async (userId: string, file: ShownFile, whole: boolean): Promise<FileState> => {
  if (!(await isWorkerReady())) return { state: 'no-worker' };
  return navigator.locks.request(`skerry-file/${file.blob}`, async (): Promise<FileState> => {
    try {
      const put = await putKey(await storeOf(userId), file);
      if (put !== 'ready') return { state: put === 'damaged' ? 'damaged' : 'unreachable' };
      const answer = await fetch(`${fileUrl(userId, file)}?about${whole ? '=whole' : ''}`);
      const parsed = v.safeParse(FILE_ANSWER, await answer.json());
      return parsed.success ? parsed.output : { state: 'unreachable' };
    } catch {
      return { state: 'unreachable' };
    }
  });
};

/** The first bytes of a text, for reading it here. */
export const readText = async (userId: string, file: ShownFile, most: number): Promise<string | undefined> => {
  try {
    const answer = await fetch(fileUrl(userId, file), {
      headers: { range: `bytes=0-${Math.min(most, file.size) - 1}` },
    });
    return answer.ok ? new TextDecoder().decode(await answer.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
};
