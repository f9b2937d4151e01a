import type { Page } from 'playwright-core';
import type { FileBody, SealedFile } from '../../shared/envelope/file-body.ts';
import { importFileKey, openChunks } from '../../shared/files/sealed-file.ts';

/** What a page's device keeps of files: read from its disk, beside the app. */

const inStore = <T>(page: Page, store: string): Promise<readonly { readonly key: string; readonly value: T }[]> =>
  page.evaluate(async (name) => {
    const found = (await indexedDB.databases()).find((one) => one.name?.endsWith('/files') === true);
    if (found?.name === undefined) return [];
    const { name: database } = found;
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(database);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const all = <R>(request: IDBRequest<R>): Promise<R> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const rows = db.transaction(name).objectStore(name);
    const [keys, values] = await Promise.all([all(rows.getAllKeys()), all(rows.getAll())]);
    const base64 = (value: unknown): Promise<unknown> | unknown =>
      value instanceof Blob
        ? value.arrayBuffer().then((bytes) => {
            let text = '';
            for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
            return btoa(text);
          })
        : value;
    const read = await Promise.all(values.map(base64));
    db.close();
    return keys.map((key, i) => ({ key: String(key), value: read[i] as never }));
  }, store);

export interface DraftFile {
  readonly file: FileBody;
  readonly original?: FileBody;
}

/** What is attached in the one field that has files. */
export const attachedOn = async (page: Page): Promise<readonly DraftFile[]> =>
  (await inStore<readonly DraftFile[]>(page, 'drafts')).flatMap(({ value }) => value);

/** Ids of all files of which the disk holds something. */
export const keptBlobs = async (page: Page): Promise<readonly string[]> => {
  const parts = await inStore<string>(page, 'parts');
  return [...new Set(parts.map(({ key }) => key.split(',')[0] ?? ''))];
};

/** The opened bytes of a file that the device keeps. */
export const openKept = async (page: Page, { blob, key, size }: SealedFile): Promise<Uint8Array> => {
  const parts = (await inStore<string>(page, 'parts')).filter((part) => part.key.split(',')[0] === blob);
  const opener = await importFileKey(new Uint8Array(Buffer.from(key, 'base64url')));
  const opened: Uint8Array[] = [];
  let at = 0;
  for (const { value } of parts) {
    const sealed = new Uint8Array(Buffer.from(value, 'base64'));
    const run = await openChunks(opener, size, at, sealed);
    if (!run.ok) throw new Error(`${blob} cannot be opened.`);
    opened.push(run.value);
    at += sealed.byteLength;
  }
  return Buffer.concat(opened);
};
