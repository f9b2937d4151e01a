import { askFile, fileUrl } from '../../../files/show/ask-file.ts';
import { isWorkerReady } from '../../../files/show/worker-ready.ts';
import { isShownType } from '../../../files/sniff-type.ts';
import type { ExportedFile, SealedFileBody } from './export-writer.ts';

/** Opened bytes of the files of messages. */
export interface FileSource {
  /** What it is, by its bytes; undefined: it cannot be had now. */
  readonly kindOf: (file: SealedFileBody) => Promise<ExportedFile['kind'] | undefined>;
  /** Throws when it breaks off. */
  readonly read: (file: SealedFileBody, signal: AbortSignal) => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** From this device, else from the server: the service worker opens them. */
export const browserFiles = (userId: string): FileSource => {
  let ready: Promise<boolean> | undefined;
  return {
    kindOf: async (file) => {
      // Waited for at the first file only.
      ready ??= isWorkerReady();
      if (!(await ready)) return undefined;
      const answer = await askFile(userId, file, false);
      if (answer.state !== 'ready') return undefined;
      if (!isShownType(answer.type)) return 'file';
      const [kind] = answer.type.split('/');
      return kind === 'image' ? 'picture' : kind === 'video' ? 'video' : 'audio';
    },
    read: async function* (file, signal) {
      const answer = await fetch(fileUrl(userId, file), { signal });
      const reader = answer.ok ? answer.body?.getReader() : undefined;
      if (reader === undefined) throw new Error('The file cannot be read.');
      let size = 0;
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        size += next.value.byteLength;
        yield next.value;
      }
      if (size !== file.size) throw new Error('The file broke off.');
    },
  };
};
