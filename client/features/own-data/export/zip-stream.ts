import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { ByteSink } from './byte-sink.ts';

/** Where the format without its 64-bit extension ends, with room for the list of files. Bytes, files */
const ZIP_BYTES = 0xffff_ffff - 64 * 1_024 * 1_024;
const ZIP_FILES = 0xfffe;

export interface ZipStream {
  /** Whether so many more bytes, stored as they are, still fit. */
  readonly fits: (bytes: number) => boolean;
  /** One file at a time; `isPacked`: it is not compressed again. */
  readonly open: (name: string, isPacked: boolean) => ByteSink;
  readonly end: () => Promise<void>;
}

/** A ZIP file that is written as it is made. */
export const createZipStream = (sink: Pick<ByteSink, 'write'>, madeAt: number): ZipStream => {
  // The format has two digits for the years from 1980 on.
  const time = Math.min(Math.max(madeAt, Date.UTC(1980, 0, 2)), Date.UTC(2099, 11, 30));
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let files = 0;
  let failed: Error | undefined;
  const zip = new Zip((error, part) => {
    if (error !== null) failed = error;
    else waiting.push(part as Uint8Array<ArrayBuffer>);
  });
  const drain = async (): Promise<void> => {
    if (failed !== undefined) throw failed;
    const parts = waiting;
    waiting = [];
    for (const part of parts) {
      size += part.byteLength;
      await sink.write(part);
    }
  };
  return {
    fits: (bytes) => size + bytes <= ZIP_BYTES && files < ZIP_FILES,
    open: (name, isPacked) => {
      const file = isPacked ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
      file.mtime = time;
      files += 1;
      zip.add(file);
      const push = async (bytes: Uint8Array<ArrayBuffer>, isLast: boolean): Promise<void> => {
        file.push(bytes, isLast);
        await drain();
      };
      const close = (): Promise<void> => push(new Uint8Array(), true);
      return { write: (bytes) => push(bytes, false), close, abort: close };
    },
    end: async () => {
      zip.end();
      await drain();
    },
  };
};
