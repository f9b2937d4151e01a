import * as v from 'valibot';
import { type BlobId, parseBlobId } from '../../../shared/ids/blob.ts';

/** A backup is a tar archive: head, database, secret, files, and last an end with the sum of all before it. */
export type DatabaseKind = 'sqlite' | 'postgres';
/** By what the database is: a file as it is, or what its tables are and their rows. */
export const FORMATS: Readonly<Record<DatabaseKind, number>> = { sqlite: 1, postgres: 2 };
export const NEWEST_FORMAT = 2;
export const HEAD_NAME = 'skerry.json';
export const DATABASE_NAME = 'skerry.sqlite';
/** Of a PostgreSQL database: its tables, their columns and its counters. */
export const TABLES_NAME = 'tables.json';
export const SECRET_NAME = 'secret';
/** Of a server that keeps its files in a bucket: id and size of each, instead of the files. */
export const BUCKET_LIST_NAME = 'bucket-files.tsv';
export const END_NAME = 'end.json';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const ARCHIVE_HEAD = v.object({
  format: count,
  /** Version of the program that made the archive. */
  version: v.string(),
  /** Number of the newest migration of the database. */
  schema: count,
  /** ISO 8601. */
  madeAt: v.string(),
  /** Where files are: in this archive, or in a bucket of this name. */
  files: v.variant('in', [
    v.object({ in: v.literal('archive') }),
    v.object({ in: v.literal('bucket'), bucket: v.string() }),
  ]),
});
export type ArchiveHead = v.InferOutput<typeof ARCHIVE_HEAD>;

export const ARCHIVE_END = v.object({
  /** SHA-256 of all bytes of the archive before this entry, hex. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  files: count,
  fileBytes: count,
});
export type ArchiveEnd = v.InferOutput<typeof ARCHIVE_END>;

const PART_PATH = /^blobs\/([^/]+)\/([0-9]{5})$/;

export const partPath = (id: BlobId, part: string): string => `blobs/${id}/${part}`;
/** The file and the part of it that an entry holds; undefined for any other name. */
export const parsePartPath = (name: string): { readonly id: BlobId; readonly part: string } | undefined => {
  const [, text = '', part = ''] = PART_PATH.exec(name) ?? [];
  const id = parseBlobId(text);
  return id === undefined ? undefined : { id, part };
};

const ROWS_PATH = /^rows\/([a-z_]{1,63})\/([0-9]{6})$/;

/** A piece of the rows of a table, as lines of JSON. */
export const rowsPath = (table: string, piece: number): string => `rows/${table}/${String(piece).padStart(6, '0')}`;
/** The table whose rows an entry holds; undefined for any other name. */
export const parseRowsPath = (name: string): string | undefined => ROWS_PATH.exec(name)?.[1];
