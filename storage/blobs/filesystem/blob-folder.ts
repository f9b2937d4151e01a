import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobId, parseBlobId } from '../../../shared/ids/blob.ts';
import type { BlobPart } from '../../../shared/protocol/blob-parts.ts';
import { entriesOf, isMissing } from './durable-files.ts';

/** Names of files of parts, which sort by number. */
const PART_NAME = /^[0-9]{5}$/;
export const partName = (part: number): string => String(part).padStart(5, '0');

/** Where blobs lie in a folder, and what is there. Only reads, so that a backup may look while the server runs. */
export const createBlobFolder = (folder: string) => {
  const at = (...names: string[]) => join(folder, ...names);

  async function* listIn(path: string, isUpload: boolean) {
    for (const name of (await entriesOf(path)) ?? []) {
      const id = parseBlobId(name);
      const found = await stat(join(path, name)).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (id !== undefined && found !== undefined)
        yield { id, at: found.mtimeMs, upload: isUpload ? (id as string) : undefined };
    }
  }

  return {
    uploadOf: (id: BlobId) => at('uploads', id),
    blobOf: (id: BlobId) => at('complete', id.slice(0, 2), id),
    /** Parts in a folder, by number; undefined: there is no folder. */
    partsIn: async (path: string): Promise<BlobPart[] | undefined> => {
      const names = await entriesOf(path);
      if (names === undefined) return undefined;
      const parts = names.filter((name) => PART_NAME.test(name)).sort();
      return Promise.all(
        parts.map(async (name) => ({ number: Number(name), size: (await stat(join(path, name))).size })),
      );
    },
    list: async function* () {
      yield* listIn(at('uploads'), true);
      for (const shelf of (await entriesOf(at('complete'))) ?? []) yield* listIn(at('complete', shelf), false);
    },
  };
};
