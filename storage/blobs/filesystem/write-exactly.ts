import { open, rm } from 'node:fs/promises';

/** Bytes too many that are read on, so that their sender hears of it; then they are cut off. */
const PATIENCE = 8 * 1024 * 1024;

/**
 * Writes a new file of exactly so many bytes, durably. Nothing of it is left when it fails.
 * @returns false when there are more or fewer bytes
 */
export const writeExactly = async (path: string, size: number, bytes: AsyncIterable<Uint8Array>): Promise<boolean> => {
  const file = await open(path, 'wx', 0o600);
  let isWhole = false;
  try {
    let read = 0;
    for await (const chunk of bytes) {
      const place = read;
      read += chunk.byteLength;
      if (read > size + PATIENCE) return false;
      if (read > size) continue;
      for (let at = 0; at < chunk.byteLength; )
        at += (await file.write(chunk, at, chunk.byteLength - at, place + at)).bytesWritten;
    }
    if (read !== size) return false;
    await file.sync();
    isWhole = true;
    return true;
  } finally {
    await file.close();
    if (!isWhole) await rm(path, { force: true });
  }
};
