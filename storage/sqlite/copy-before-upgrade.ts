import { closeSync, constants, copyFileSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { SCHEMA, schemaOf } from './migrate.ts';

/** Where the copy of a file stands that had this schema before it was upgraded. */
export const copyName = (file: string, schema: number): string => `${file}.schema-${schema}`;

/**
 * Before the first step that changes an older file, keeps a copy of it for the way back. Nobody else may have the file
 * open. Throws the file system's error when there is no room: then nothing was changed.
 */
export const copyBeforeUpgrade = (database: DatabaseSync, file: string): void => {
  const schema = schemaOf(database);
  if (schema === 0 || schema >= SCHEMA) return;
  const copy = copyName(file, schema);
  // Of an upgrade that failed and is tried again.
  if (existsSync(copy)) return;
  // All that was written stands in the file itself then.
  database.exec('pragma wal_checkpoint(truncate)');
  const part = `${copy}.part`;
  copyFileSync(file, part, constants.COPYFILE_FICLONE);
  const descriptor = openSync(part, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(part, copy);
};
