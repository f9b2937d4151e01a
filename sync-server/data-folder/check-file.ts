import { execFile } from 'node:child_process';
import { extname, join } from 'node:path';

/** ms. A file so large that it takes longer is looked through in parts of the night, by other tools. */
const WITHIN_MS = 10 * 60_000;
const DAMAGED = 3;

/**
 * Looks through a database in a process of its own: SQLite would hold up this one. Gives what is damaged; undefined when
 * nothing is, or when it could not be looked through in time.
 */
export const checkFile = (file: string, signal: AbortSignal): Promise<string | undefined> =>
  new Promise((resolve) => {
    // Of the same kind as this file, which is either source or built.
    const script = join(import.meta.dirname, `check-file-process${extname(import.meta.filename)}`);
    execFile(process.execPath, [script, file], { timeout: WITHIN_MS, killSignal: 'SIGKILL', signal }, (error, stdout) =>
      resolve(error !== null && error.code === DAMAGED ? stdout.trim() : undefined),
    );
  });
