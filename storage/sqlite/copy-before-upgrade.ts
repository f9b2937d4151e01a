import { closeSync, constants, copyFileSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { SCHEMA, schemaOf } from './migrate.ts';
import { prepare } from './statement.ts';

/** Another program reads the file, and keeps a part of what was written out of it. */
export class BusyDatabaseError extends Error {
  constructor() {
    super('Another program has the database open.');
    this.name = 'BusyDatabaseError';
  }
}

const sync = (path: string, flags: string): void => {
  const descriptor = openSync(path, flags);
  fsyncSync(descriptor);
  closeSync(descriptor);
};

/** Where the copy of a file stands that had this schema before it was upgraded. */
export const copyName = (file: string, schema: number): string => `${file}.schema-${schema}`;

/**
 * Before the first step that changes an older file, keeps a copy of it for the way back. Nobody else may have the file
 * open. Takes the place of an earlier copy. Throws the file system's error when there is no room, and a
 * `BusyDatabaseError`: then nothing was changed.
 */
export const copyBeforeUpgrade = (database: DatabaseSync, file: string): void => {
  const schema = schemaOf(database);
  if (schema === 0 || schema >= SCHEMA) return;
  const copy = copyName(file, schema);
  // All that was written stands in the file itself then.
  const done = prepare<[], { busy: number }>(database, 'pragma wal_checkpoint(truncate)').get();
  if (done?.busy !== 0) throw new BusyDatabaseError();
  const part = `${copy}.part`;
  copyFileSync(file, part, constants.COPYFILE_FICLONE);
  sync(part, 'r+');
  renameSync(part, copy);
  sync(dirname(copy), 'r');
};
