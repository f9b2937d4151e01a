import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate';
import { ARCHIVE_LIMITS } from '../../../archive/archived-message.ts';
import { ImportRefused } from '../../../archive/read-export.ts';

/** Exported conversations in a ZIP file; what else is in it is passed over. */
const CONVERSATION = /^(?:conversations\/)?[^/\\]+\.json$/;
const OTHERS = new Set(['about.json', 'not-sent.json', 'profile.json', 'settings.json']);

/** Attached files may be that many times as large as all that is taken in; more is a bomb. */
const PASSED_OVER = 64;

const isZip = async (file: Blob): Promise<boolean> => {
  const [first, second, third, fourth] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return first === 0x50 && second === 0x4b && third === 3 && fourth === 4;
};

/**
 * The files of conversations in what a person chose: one, or those of a ZIP file, unpacked within bounds.
 * @param most bytes of all of them
 */
export const unpackExports = async (
  file: Blob,
  signal: AbortSignal,
  most: number = ARCHIVE_LIMITS.fileBytes,
): Promise<readonly Blob[]> => {
  if (!(await isZip(file))) return [file];
  const found: Blob[] = [];
  let size = 0;
  let failed: Error | undefined;
  let passedOver = 0;
  const unzip = new Unzip((entry) => {
    if (!CONVERSATION.test(entry.name) || OTHERS.has(entry.name)) {
      // Started too: the bytes of an entry that is not are held in memory until the end.
      entry.ondata = (error, bytes) => {
        passedOver += bytes?.byteLength ?? 0;
        if (error !== null) failed ??= new ImportRefused('damaged');
        else if (passedOver > PASSED_OVER * most) failed ??= new ImportRefused('too-large');
      };
      return entry.start();
    }
    let parts: Uint8Array<ArrayBuffer>[] = [];
    entry.ondata = (error, bytes, isLast) => {
      if (error !== null) failed ??= new ImportRefused('damaged');
      size += bytes?.byteLength ?? 0;
      if (size > most || found.length >= ARCHIVE_LIMITS.conversations) failed ??= new ImportRefused('too-large');
      if (failed !== undefined) {
        parts = [];
        entry.terminate();
        return;
      }
      parts.push(new Uint8Array(bytes));
      if (isLast) found.push(new Blob(parts));
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  unzip.register(UnzipPassThrough);
  const reader = file.stream().getReader();
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      // In small pieces: a bomb is noticed before all of a large one is unpacked.
      for (let at = 0; at < (value?.byteLength ?? 0); at += 4_096) {
        unzip.push(value?.slice(at, at + 4_096) ?? new Uint8Array(), false);
        if (failed !== undefined) throw failed;
      }
      if (done) break;
    }
    unzip.push(new Uint8Array(), true);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ImportRefused ? error : new ImportRefused('damaged');
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (failed !== undefined) throw failed;
  if (found.length === 0) throw new ImportRefused('not-an-export');
  return found;
};
