import { constants, type Stats } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

/** Name of the database in the data folder. */
export const DATABASE_FILE = 'skerry.sqlite';

/** Stands in the folder while a backup is put back into it. */
export const RESTORING_FILE = 'restoring';

const MAGIC = 'SQLite format 3\0';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const statOf = async (path: string): Promise<Stats | undefined> => {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** What is wrong with a file or folder that this process may not use, and what to do. */
const refusal = (path: string, data: string, found: Stats): string => {
  const mine = process.getuid?.();
  const what = `${found.isDirectory() ? 'The folder' : 'The file'} ${path}`;
  if (mine !== undefined && found.uid !== mine)
    return `${what} belongs to user ${found.uid}, and this server runs as user ${mine}, who may not read and write it; run \`chown -R ${mine} ${data}\`, or start the server as user ${found.uid}. Nothing is damaged.`;
  const rights = found.isDirectory() ? 'u+rwx' : 'u+rw';
  return `The permissions of ${path} do not let this server read and write it; run \`chmod ${rights} ${path}\`. Nothing is damaged.`;
};

const checkAccess = async (path: string, data: string, found: Stats): Promise<void> => {
  const mode = constants.R_OK | constants.W_OK | (found.isDirectory() ? constants.X_OK : 0);
  try {
    await access(path, mode);
  } catch (error) {
    if (codeOf(error) === 'EROFS')
      throw new StartError(
        `The path ${path} is on a file system that is mounted read-only; mount it for writing, or set SKERRY_DATA to a folder elsewhere. Nothing is damaged.`,
      );
    throw new StartError(refusal(path, data, found));
  }
};

/** The first bytes, as text. */
const startOf = async (path: string): Promise<string> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
};

/** Throws a `StartError` when a backup was put back only in part. */
export const checkRestored = async (data: string): Promise<void> => {
  if ((await statOf(join(data, RESTORING_FILE))) !== undefined)
    throw new StartError(
      `Putting back a backup into ${data} was interrupted, so that the folder holds half of it; run \`skerry restore\` with that backup again.`,
    );
};

/**
 * Looks at the data folder before anything is opened, so that each mistake gets a sentence of its own. Throws a
 * `StartError`; changes nothing.
 */
export const checkFolder = async (data: string): Promise<void> => {
  const folder = await statOf(data);
  if (folder === undefined) return;
  if (!folder.isDirectory()) throw new StartError(`SKERRY_DATA is ${data}, which is not a folder.`);
  await checkAccess(data, data, folder);
  const database = join(data, DATABASE_FILE);
  for (const path of [database, `${database}-wal`, `${database}-shm`, join(data, 'secret'), join(data, 'lock')]) {
    const found = await statOf(path);
    if (found === undefined) continue;
    if (!found.isFile())
      throw new StartError(
        `The data folder holds ${path}, which is not a file; move it away, or set SKERRY_DATA to another folder.`,
      );
    await checkAccess(path, data, found);
  }
  // An empty file is a database that was never written to.
  const found = await statOf(database);
  if (found !== undefined && found.size > 0 && (await startOf(database)) !== MAGIC)
    throw new StartError(
      `The file ${database} cannot be opened: it is not a database, or its beginning is damaged; put the right file there, or move this one away to begin anew.`,
    );
};
