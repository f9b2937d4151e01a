import type { ExportedFile, ExportProblem, SealedFileBody } from './export-writer.ts';
import type { FileSource } from './file-source.ts';
import { safeName } from './safe-name.ts';
import type { ZipStream } from './zip-stream.ts';

/** The files of one conversation: described with its messages, and written behind them. */
export class ExportFiles {
  readonly #zip: ZipStream;
  readonly #source: FileSource;
  /** Where they are kept, and how the conversation's file gets there. */
  readonly #folder: string;
  readonly #up: string;
  readonly #wanted: { readonly path: string; readonly file: SealedFileBody }[] = [];
  #size = 0;

  constructor(zip: ZipStream, source: FileSource, folder: string, up: string) {
    this.#zip = zip;
    this.#source = source;
    this.#folder = folder;
    this.#up = up;
  }

  /** `path` absent: it cannot be had, or no longer fits. */
  async describe(file: SealedFileBody): Promise<ExportedFile> {
    const { name, size, alt } = file;
    const known = { name, size, alt };
    const kind = this.#zip.fits(this.#size + size) ? await this.#source.kindOf(file).catch(() => undefined) : undefined;
    if (kind === undefined) return { ...known, kind: 'file' };
    const path = `${this.#folder}/${this.#wanted.length + 1} ${safeName(name, 'file')}`;
    this.#wanted.push({ path, file });
    this.#size += size;
    return { ...known, kind, path: `${this.#up}${path}` };
  }

  async write(signal: AbortSignal, problem: (what: ExportProblem['what'], name: string) => void): Promise<void> {
    for (const { path, file } of this.#wanted) {
      const entry = this.#zip.open(path, true);
      const pieces = this.#source.read(file, signal)[Symbol.asyncIterator]();
      for (;;) {
        // Only reading may fail: an export that cannot be written has no use.
        const next = await pieces.next().catch(() => {
          signal.throwIfAborted();
          problem('file', file.name);
        });
        if (next === undefined || next.done === true) break;
        await entry.write(next.value);
      }
      await entry.close();
    }
  }
}
