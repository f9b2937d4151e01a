import { open, readdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Entries of a folder; undefined: there is none. */
export const entriesOf = async (folder: string): Promise<string[] | undefined> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** Makes the names in a folder durable. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Moves a file or folder; that it stands in its new place is durable. That it is gone from the old one is so only after a
 * while: what a crash leaves twice there is tidied at the next start, or asked for again.
 * @returns false: it is not there, or the folder it should go to is not
 */
export const moveDurably = async (from: string, to: string): Promise<boolean> => {
  try {
    await rename(from, to);
    await syncFolder(dirname(to));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};
