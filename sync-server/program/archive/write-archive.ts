import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../../storage/blobs/filesystem/durable-files.ts';
import { type ArchiveEnd, END_NAME } from './archive-format.ts';
import { BLOCK, encodeHeader, paddingOf } from './tar-header.ts';

export interface ArchiveWriter {
  /** Adds a file of exactly so many bytes; throws when there are more or fewer. */
  add(name: string, size: number, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
}

/**
 * Writes an archive beside `path` and moves it there when all of it is durable: a file of that name is always whole.
 * Nothing is left when it fails. @param at ms since 1970
 */
export const writeArchive = async (
  path: string,
  at: number,
  work: (archive: ArchiveWriter) => Promise<Omit<ArchiveEnd, 'sha256'>>,
): Promise<void> => {
  const part = `${path}.part`;
  const file = await open(part, 'wx', 0o600);
  const hash = createHash('sha256');
  const seconds = Math.floor(at / 1000);
  const put = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    for (let done = 0; done < bytes.byteLength; ) done += (await file.write(bytes, done)).bytesWritten;
  };
  const add: ArchiveWriter['add'] = async (name, size, bytes) => {
    await put(encodeHeader({ name, size }, seconds));
    let written = 0;
    for await (const chunk of bytes) {
      written += chunk.byteLength;
      if (written > size) break;
      await put(chunk);
    }
    if (written !== size) throw new Error(`The file ${name} changed its size while it was copied.`);
    await put(new Uint8Array(paddingOf(size)));
  };
  try {
    const counts = await work({ add });
    const end: ArchiveEnd = { sha256: hash.copy().digest('hex'), ...counts };
    const text = Buffer.from(`${JSON.stringify(end)}\n`);
    await add(END_NAME, text.byteLength, [text]);
    await put(new Uint8Array(2 * BLOCK));
    await file.sync();
    await file.close();
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
};
