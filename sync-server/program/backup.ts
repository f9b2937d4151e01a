import { createReadStream, existsSync } from 'node:fs';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite';
import type { BlobId } from '../../shared/ids/blob.ts';
import { createBlobFolder, partName } from '../../storage/blobs/filesystem/blob-folder.ts';
import { dumpRows, readDumpHead } from '../../storage/postgres/dump.ts';
import { schemaOf as schemaOfPostgres } from '../../storage/postgres/migrate.ts';
import { ROW_TYPES } from '../../storage/postgres/rows.ts';
import { snapshot, withClient } from '../../storage/postgres/single-client.ts';
import { schemaOf } from '../../storage/sqlite/migrate.ts';
import { openToRead } from '../../storage/sqlite/open-to-read.ts';
import { quickCheck } from '../../storage/sqlite/quick-check.ts';
import { BLOB_FOLDER } from '../blobs/open-blobs.ts';
import { holdBlobs } from '../operator/ask-server.ts';
import { SECRET_FILE } from '../sign-in/secret.ts';
import { StartError } from '../start-error.ts';
import { VERSION } from '../version.ts';
import {
  type ArchiveHead,
  BUCKET_LIST_NAME,
  DATABASE_NAME,
  type DatabaseKind,
  FORMATS,
  HEAD_NAME,
  partPath,
  rowsPath,
  SECRET_NAME,
  TABLES_NAME,
} from './archive/archive-format.ts';
import { type ArchiveWriter, writeArchive } from './archive/write-archive.ts';
import { bytesText, countText, databaseOf, type ProgramContext } from './program-context.ts';

const json = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);

const addSmall = (archive: ArchiveWriter, name: string, bytes: Uint8Array): Promise<void> =>
  archive.add(name, bytes.byteLength, [bytes]);

/** More pages than a database can have. */
const ALL_PAGES = 2 ** 31 - 1;

/** Copies the database in one step, as it stood at one moment: servers go on writing meanwhile. */
const takeDatabase = async (file: string, copy: string): Promise<DatabaseSync> => {
  const source = openToRead(file);
  try {
    // SQLite would create the file readable for everybody on this machine.
    await (await open(copy, 'wx', 0o600)).close();
    // In several steps each write of the server would begin the copy again.
    await copyDatabase(source, copy, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
  const taken = new DatabaseSync(copy);
  // One file, without a log beside it.
  taken.exec('pragma journal_mode = delete');
  quickCheck(taken);
  return taken;
};

interface StoredFile {
  readonly id: BlobId;
  readonly size: number;
}

/** Adds the files that the copied database knows; one that is not there is counted. */
const addFiles = async (archive: ArchiveWriter, data: string, files: readonly StoredFile[]) => {
  const folder = createBlobFolder(join(data, BLOB_FOLDER));
  const counts = { files: 0, fileBytes: 0, missing: 0 };
  for (const { id } of files) {
    const path = folder.blobOf(id);
    const parts = await folder.partsIn(path);
    if (parts === undefined) counts.missing++;
    else counts.files++;
    for (const { number, size } of parts ?? []) {
      const part = partName(number);
      counts.fileBytes += size;
      await archive.add(partPath(id, part), size, createReadStream(join(path, part)));
    }
  }
  return counts;
};

const addList = async (archive: ArchiveWriter, files: readonly StoredFile[]) => {
  await addSmall(archive, BUCKET_LIST_NAME, Buffer.from(files.map(({ id, size }) => `${id}\t${size}\n`).join('')));
  return { files: files.length, fileBytes: files.reduce((sum, { size }) => sum + size, 0), missing: 0 };
};

/** A database as it stood at one moment. */
interface TakenDatabase {
  readonly kind: DatabaseKind;
  readonly schema: number;
  readonly files: readonly StoredFile[];
  addTo(archive: ArchiveWriter): Promise<void>;
}

const READ_FILES = "select id, size from blobs where state = 'complete' order by id";

const fromFile = async <T>(file: string, target: string, work: (taken: TakenDatabase) => Promise<T>): Promise<T> => {
  const copy = `${target}.database`;
  let database: DatabaseSync | undefined;
  try {
    await rm(copy, { force: true });
    database = await takeDatabase(file, copy);
    const files = database.prepare(READ_FILES).all() as unknown as StoredFile[];
    const schema = schemaOf(database);
    database.close();
    const addTo = async (archive: ArchiveWriter): Promise<void> =>
      archive.add(DATABASE_NAME, (await stat(copy)).size, createReadStream(copy));
    return await work({ kind: 'sqlite', schema, files, addTo });
  } finally {
    if (database?.isOpen === true) database.close();
    await rm(copy, { force: true });
  }
};

const fromPostgres = async <T>(url: string, work: (taken: TakenDatabase) => Promise<T>): Promise<T> =>
  withClient(url, (client) =>
    snapshot(client, async () => {
      const schema = await schemaOfPostgres(client);
      if (schema === 0) throw new StartError('The database of DATABASE_URL has no tables; start the server first.');
      const head = await readDumpHead(client);
      const { rows } = await client.query<StoredFile>({ text: READ_FILES, types: ROW_TYPES });
      const addTo = async (archive: ArchiveWriter): Promise<void> => {
        await addSmall(archive, TABLES_NAME, json(head));
        for (const table of head.tables) {
          let piece = 0;
          for await (const bytes of dumpRows(client, table)) {
            await archive.add(rowsPath(table.name, ++piece), bytes.byteLength, [bytes]);
          }
        }
      };
      return work({ kind: 'postgres', schema, files: rows, addTo });
    }),
  );

/** Makes a backup of the database, the secret and the files, while a server runs or not. */
export const backup = async ({ config, now, say, complain }: ProgramContext, target: string): Promise<void> => {
  const { data, databaseUrl, s3 } = config;
  const file = databaseUrl === undefined ? databaseOf(data) : undefined;
  if (existsSync(target)) throw new StartError(`The file ${target} exists; name another one for the backup.`);
  const write = async ({ kind, schema, files, addTo }: TakenDatabase) => {
    let copied = { files: 0, fileBytes: 0, missing: 0 };
    const head: ArchiveHead = {
      format: FORMATS[kind],
      version: VERSION,
      schema,
      madeAt: new Date(now()).toISOString(),
      files: s3 === undefined ? { in: 'archive' } : { in: 'bucket', bucket: s3.bucket },
    };
    await writeArchive(target, now(), async (archive) => {
      await addSmall(archive, HEAD_NAME, json(head));
      await addTo(archive);
      const secret = join(data, SECRET_FILE);
      if (existsSync(secret)) await addSmall(archive, SECRET_NAME, await readFile(secret));
      copied = s3 === undefined ? await addFiles(archive, data, files) : await addList(archive, files);
      return { files: copied.files, fileBytes: copied.fileBytes };
    });
    return copied;
  };
  const hold = await holdBlobs(data);
  const copied = await (file !== undefined
    ? fromFile(file, target, write)
    : fromPostgres(databaseUrl ?? '', write)
  ).finally(hold.release);
  say(
    `${target} holds the database${s3 === undefined ? `, ${countText(copied.files, 'file')}` : ` and a list of ${countText(copied.files, 'file')} in the bucket`}: ${bytesText((await stat(target)).size)}.`,
  );
  if (copied.missing > 0)
    complain(`${countText(copied.missing, 'file')} could not be copied, because the store has lost them.`);
};
