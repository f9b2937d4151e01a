import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { createBlobFolder } from '../../storage/blobs/filesystem/blob-folder.ts';
import { DUMP_HEAD } from '../../storage/postgres/dump.ts';
import { type Fill, FillError } from '../../storage/postgres/fill.ts';
import { NewerDatabaseError as NewerPostgresError, SCHEMA as POSTGRES_SCHEMA } from '../../storage/postgres/migrate.ts';
import { NewerDatabaseError, SCHEMA } from '../../storage/sqlite/migrate.ts';
import { BLOB_FOLDER } from '../blobs/open-blobs.ts';
import { DATABASE_FILE } from '../data-folder/check-folder.ts';
import { SECRET_FILE } from '../sign-in/secret.ts';
import { StartError } from '../start-error.ts';
import {
  type ArchiveHead,
  DATABASE_NAME,
  type DatabaseKind,
  FORMATS,
  parsePartPath,
  parseRowsPath,
  SECRET_NAME,
  TABLES_NAME,
} from './archive/archive-format.ts';
import { ArchiveError, type ReadArchive, readArchive, readHead, type TakeEntry } from './archive/read-archive.ts';

/** Bytes of one piece of rows at most; a piece is a megabyte, or one row that is larger. */
const MOST_PIECE = 512 * 1024 * 1024;

/** Classes of PostgreSQL's codes for rows that do not fit: data, constraints, names. */
const MISFIT = /^(22|23|42)[0-9A-Z]{3}$/;
/** The user may not make tables: the backup is as good as ever. */
const NOT_ALLOWED = '42501';

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

/** What went wrong with the file, as a sentence. */
const tell = (error: unknown, source: string): unknown => {
  if (error instanceof ArchiveError || error instanceof FillError) return new StartError(error.message);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return new StartError(`There is no file ${source}.`);
  if (code !== NOT_ALLOWED && MISFIT.test(code))
    return new StartError(`The backup ${source} is damaged: its rows do not fit the tables.`);
  return error;
};

/** What the database of a backup is. Throws a `StartError`. */
export const kindOfBackup = async (source: string): Promise<DatabaseKind> => {
  try {
    return (await readHead(source)).format === FORMATS.postgres ? 'postgres' : 'sqlite';
  } catch (error) {
    throw tell(error, source);
  }
};

const readInto = async (
  source: string,
  files: ReturnType<typeof extractTo>,
  take: TakeEntry,
  onHead: (head: ArchiveHead) => void,
): Promise<ReadArchive> => {
  try {
    return await readArchive(source, take, onHead);
  } catch (error) {
    throw tell(error, source);
  } finally {
    await files.finish();
  }
};

/** Reads a whole backup into a new folder. Throws a `StartError`; then the folder may hold half of it. */
export const extractBackup = async (
  source: string,
  folder: string,
  onHead: (head: ArchiveHead) => void = () => undefined,
): Promise<ReadArchive> => {
  const files = extractTo(folder);
  const read = await readInto(source, files, files.take, (head) => {
    if (head.schema > SCHEMA) throw new StartError(new NewerDatabaseError(head.schema, SCHEMA).message);
    onHead(head);
  });
  if (!existsSync(join(folder, DATABASE_FILE))) throw new StartError(`The backup ${source} holds no database.`);
  return read;
};

/** Takes an entry whole. */
const gather = (size: number, whenWhole: (bytes: Uint8Array) => Promise<void>) => {
  if (size > MOST_PIECE) throw new ArchiveError('The backup is damaged: a piece of it is too large.');
  const whole = Buffer.alloc(size);
  let filled = 0;
  return async (chunk: Uint8Array): Promise<void> => {
    whole.set(chunk, filled);
    filled += chunk.byteLength;
    if (filled === size) await whenWhole(whole);
  };
};

const parseTables = (bytes: Uint8Array): v.InferOutput<typeof DUMP_HEAD> => {
  try {
    return v.parse(DUMP_HEAD, JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    throw new ArchiveError('The backup is damaged: its list of tables cannot be read.');
  }
};

/**
 * Reads a whole backup of a PostgreSQL database: rows into a database, inside the caller's transaction, and files into a
 * new folder. Throws a `StartError`; what was written until then counts for nothing.
 */
export const extractPostgres = async (
  source: string,
  folder: string,
  fillFor: (schema: number) => Fill,
  onHead: (head: ArchiveHead) => void = () => undefined,
): Promise<ReadArchive> => {
  const files = extractTo(folder);
  let fill = fillFor(0);
  const take: TakeEntry = async (name, size) => {
    if (name === DATABASE_NAME) return undefined;
    if (name === TABLES_NAME) return gather(size, (bytes) => fill.begin(parseTables(bytes)));
    const table = parseRowsPath(name);
    return table === undefined ? files.take(name, size) : gather(size, (bytes) => fill.addRows(table, bytes));
  };
  const read = await readInto(source, files, take, (head) => {
    if (head.schema > POSTGRES_SCHEMA) throw new StartError(new NewerPostgresError(head.schema).message);
    fill = fillFor(head.schema);
    onHead(head);
  });
  await fill.finish().catch((error: unknown) => {
    throw tell(error, source);
  });
  return read;
};
