import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { syncFolder } from '../../storage/blobs/filesystem/durable-files.ts';
import { BLOB_FOLDER } from '../blobs/open-blobs.ts';
import { DATABASE_FILE, RESTORING_FILE } from '../data-folder/check-folder.ts';
import type { ReadArchive } from './archive/read-archive.ts';
import { countText, type ProgramContext } from './program-context.ts';

/** What SQLite keeps beside a database file. */
export const SIDECARS = ['-wal', '-shm', '-journal'].map((end) => `${DATABASE_FILE}${end}`);
/** Writes the database's log into the database. A database that cannot be opened is moved as it is. */
const settleLog = (file: string): void => {
  if (!existsSync(file)) return;
  try {
    const database = new DatabaseSync(file);
    database.exec('pragma wal_checkpoint(truncate)');
    database.close();
  } catch {
    // It is damaged, or no database of this program.
  }
};

/** Moves what is in the folder into one beside it. @returns its name; undefined: nothing was there */
const setAside = async (data: string, names: readonly string[], at: number): Promise<string | undefined> => {
  // A log beside the database would be left behind by a move that is interrupted: it goes into the database first.
  const isFile = names.includes(DATABASE_FILE);
  if (isFile) settleLog(join(data, DATABASE_FILE));
  const found = [...names, ...(isFile ? SIDECARS : [])].filter((name) => existsSync(join(data, name)));
  if (found.length === 0) return undefined;
  const aside = join(data, `before-restore-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`);
  await mkdir(aside, { mode: 0o700 });
  // The database moves last: until then a server still finds the old one.
  const last = (name: string) => (name === DATABASE_FILE ? 1 : 0);
  for (const name of found.sort((one, other) => last(one) - last(other)))
    await rename(join(data, name), join(aside, name));
  await syncFolder(aside);
  return aside;
};

interface PutBack {
  readonly source: string;
  /** What is put back, in this order. */
  readonly names: readonly string[];
  /** Reads the whole backup into a folder. @returns a note for a repetition, too */
  extract(fresh: string): Promise<{ readonly read: ReadArchive; readonly note: string }>;
  /** Makes it count, once everything is in its place. */
  settle(): Promise<void>;
}

/**
 * Replaces what is in the data folder by a backup. All of it is read and checked before anything there is touched; a
 * server does not start on a folder in which this was interrupted.
 */
export const putBack = async (
  { config, now, say, complain }: ProgramContext,
  { source, names, extract, settle }: PutBack,
): Promise<void> => {
  const { data } = config;
  for (const name of await readdir(data))
    if (name.startsWith('restoring-')) await rm(join(data, name), { recursive: true, force: true });
  const fresh = join(data, `restoring-${now()}`);
  await mkdir(fresh, { mode: 0o700 });
  const { read, note } = await extract(fresh).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  });
  await writeFile(join(data, RESTORING_FILE), `${source}\n${note}\n`, { mode: 0o600, flush: true });
  await syncFolder(data);
  const aside = await setAside(data, names, now());
  for (const name of names) if (existsSync(join(fresh, name))) await rename(join(fresh, name), join(data, name));
  await rm(fresh, { recursive: true, force: true });
  await settle();
  await rm(join(data, RESTORING_FILE));
  await syncFolder(data);
  const { head, end } = read;
  say(`Restored the backup of ${head.madeAt} with ${countText(end.files, 'file')} into ${data}.`);
  if (aside !== undefined) say(`What was there before is in ${aside}; remove it once all is well.`);
  const { files } = head;
  if (files.in === 'bucket' && files.bucket !== config.s3?.bucket)
    complain(`The backup has its files in the bucket ${files.bucket}, which is not configured.`);
  if (files.in === 'archive' && config.s3 !== undefined)
    complain(
      `The backup brought its files along, and they are in ${join(data, BLOB_FOLDER)}; the configured bucket does not have them.`,
    );
};
