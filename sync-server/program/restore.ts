import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createBlobFolder } from '../../storage/blobs/filesystem/blob-folder.ts';
import { syncFolder } from '../../storage/blobs/filesystem/durable-files.ts';
import { openPostgres } from '../../storage/postgres/open-postgres.ts';
import { NewerDatabaseError, SCHEMA } from '../../storage/sqlite/migrate.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { BLOB_FOLDER } from '../blobs/open-blobs.ts';
import { checkFolder, DATABASE_FILE, RESTORING_FILE } from '../data-folder/check-folder.ts';
import { lockFolder } from '../data-folder/lock-folder.ts';
import { proofKeyOf, readSecret, SECRET_FILE } from '../sign-in/secret.ts';
import { StartError } from '../start-error.ts';
import { type ArchiveHead, DATABASE_NAME, parsePartPath, SECRET_NAME } from './archive/archive-format.ts';
import { ArchiveError, type ReadArchive, readArchive, type TakeEntry } from './archive/read-archive.ts';
import { countText, type ProgramContext, refusePostgres } from './program-context.ts';

const SIDECARS = ['-wal', '-shm', '-journal'].map((end) => `${DATABASE_FILE}${end}`);
/** What a server keeps in its data folder that a backup replaces. */
const REPLACED = [DATABASE_FILE, ...SIDECARS, SECRET_FILE, BLOB_FOLDER];

/** Writes the files of a backup into a folder, in the way in which the data folder has them. */
const extractTo = (folder: string): { readonly take: TakeEntry; finish(): Promise<void> } => {
  const blobs = createBlobFolder(join(folder, BLOB_FOLDER));
  let file: FileHandle | undefined;
  const finish = async (): Promise<void> => {
    const last = file;
    file = undefined;
    await last?.sync();
    await last?.close();
  };
  const pathOf = (name: string): string | undefined => {
    if (name === DATABASE_NAME) return join(folder, DATABASE_FILE);
    if (name === SECRET_NAME) return join(folder, SECRET_FILE);
    const part = parsePartPath(name);
    return part === undefined ? undefined : join(blobs.blobOf(part.id), part.part);
  };
  return {
    finish,
    take: async (name) => {
      await finish();
      const path = pathOf(name);
      if (path === undefined) return undefined;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const opened = await open(path, 'wx', 0o600);
      file = opened;
      return async (chunk) => {
        for (let done = 0; done < chunk.byteLength; ) done += (await opened.write(chunk, done)).bytesWritten;
      };
    },
  };
};

/** Reads a whole backup into a new folder. Throws a `StartError`; then the folder may hold half of it. */
export const extractBackup = async (
  source: string,
  folder: string,
  onHead: (head: ArchiveHead) => void = () => undefined,
): Promise<ReadArchive> => {
  const { take, finish } = extractTo(folder);
  const checkHead = (head: ArchiveHead): void => {
    if (head.schema > SCHEMA) throw new StartError(new NewerDatabaseError(head.schema, SCHEMA).message);
    onHead(head);
  };
  try {
    const read = await readArchive(source, take, checkHead);
    if (!existsSync(join(folder, DATABASE_FILE))) throw new ArchiveError(`The backup ${source} holds no database.`);
    return read;
  } catch (error) {
    if (error instanceof ArchiveError) throw new StartError(error.message);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new StartError(`There is no file ${source}.`);
    throw error;
  } finally {
    await finish();
  }
};

/** Refuses a folder in which something would be lost, or would mix with what is put back. */
const checkTarget = (data: string, replaces: boolean): void => {
  if (existsSync(join(data, DATABASE_FILE))) {
    // A restore that was interrupted may be repeated.
    if (!replaces && !existsSync(join(data, RESTORING_FILE)))
      throw new StartError(
        `The data folder ${data} holds a database already; restore into another folder, or add --replace to set what is there aside.`,
      );
    return;
  }
  const stale = SIDECARS.filter((name) => existsSync(join(data, name)));
  if (stale.length > 0)
    throw new StartError(
      `The data folder ${data} holds ${stale.join(' and ')} of another database, which would be mixed into the restored one; move ${stale.length === 1 ? 'it' : 'them'} away first.`,
    );
  if (existsSync(join(data, BLOB_FOLDER)) && !replaces && !existsSync(join(data, RESTORING_FILE)))
    throw new StartError(
      `The data folder ${data} holds files already; restore into another folder, or add --replace to set what is there aside.`,
    );
};

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
const setAside = async (data: string, at: number): Promise<string | undefined> => {
  // A log beside the database would be left behind by a move that is interrupted: it goes into the database first.
  settleLog(join(data, DATABASE_FILE));
  const found = REPLACED.filter((name) => existsSync(join(data, name)));
  if (found.length === 0) return undefined;
  const aside = join(data, `before-restore-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`);
  await mkdir(aside, { mode: 0o700 });
  // The database moves last: until then a server still finds the old one.
  for (const name of [...found].reverse()) await rename(join(data, name), join(aside, name));
  await syncFolder(aside);
  return aside;
};

/** Begins a new epoch, so that devices send again what this database does not know. */
export const beginEpoch = async ({ config, now, random }: ProgramContext): Promise<void> => {
  const proofKey = proofKeyOf(await readSecret(config.data, config.secret));
  const options = { now, random, proofKey };
  const { storage } =
    config.databaseUrl === undefined
      ? openSqlite(join(config.data, DATABASE_FILE), options)
      : await openPostgres(config.databaseUrl, options, { mayBeMany: false, onLost: () => undefined });
  try {
    await storage.facts.startEpoch();
  } finally {
    await storage.close();
  }
};

/**
 * Puts a backup back into the data folder. All of it is read and checked before anything there is touched; a server does
 * not start on a folder in which this was interrupted.
 */
export const restore = async (context: ProgramContext, source: string, replaces: boolean): Promise<void> => {
  const { config, now, say, complain } = context;
  const { data } = config;
  refusePostgres(config);
  await checkFolder(data);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(data, now);
  try {
    checkTarget(data, replaces);
    for (const name of await readdir(data))
      if (name.startsWith('restoring-')) await rm(join(data, name), { recursive: true, force: true });
    const fresh = join(data, `restoring-${now()}`);
    await mkdir(fresh, { mode: 0o700 });
    const { head, end } = await extractBackup(source, fresh).catch(async (error: unknown) => {
      await rm(fresh, { recursive: true, force: true });
      throw error;
    });
    await writeFile(join(data, RESTORING_FILE), `${source}\n`, { mode: 0o600, flush: true });
    await syncFolder(data);
    const aside = await setAside(data, now());
    for (const name of [BLOB_FOLDER, SECRET_FILE, DATABASE_FILE])
      if (existsSync(join(fresh, name))) await rename(join(fresh, name), join(data, name));
    await rm(fresh, { recursive: true, force: true });
    await beginEpoch(context);
    await rm(join(data, RESTORING_FILE));
    await syncFolder(data);
    say(`Restored the backup of ${head.madeAt} with ${countText(end.files, 'file')} into ${data}.`);
    if (aside !== undefined) say(`What was there before is in ${aside}; remove it once all is well.`);
    const { files } = head;
    if (files.in === 'bucket' && files.bucket !== config.s3?.bucket)
      complain(`The backup has its files in the bucket ${files.bucket}, which is not configured.`);
    if (files.in === 'archive' && config.s3 !== undefined)
      complain(
        `The backup brought its files along, and they are in ${join(data, BLOB_FOLDER)}; the configured bucket does not have them.`,
      );
  } finally {
    lock.release();
  }
};
