import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './statement.ts';

/** SQLite found pages that contradict each other; the message is its first finding. */
export class DamagedDatabaseError extends Error {
  constructor(finding: string) {
    super(finding);
    this.name = 'DamagedDatabaseError';
  }
}

/** Databases up to this size are checked before the server starts: a tenth of a second. Bytes. */
export const CHECKED_AT_START = 16 * 1024 * 1024;

/** Checks every page, at about 6 ms per megabyte. Throws `DamagedDatabaseError` with the first finding. */
export const quickCheck = (database: DatabaseSync): void => {
  const [row] = prepare<[], { quick_check: string }>(database, 'pragma quick_check(1)').all();
  const found = row?.quick_check ?? 'nothing was found';
  if (found !== 'ok') throw new DamagedDatabaseError(found.split('\n').at(-1) ?? found);
};

/** How large the database is, in bytes, without the write-ahead log. */
export const sizeOf = (database: DatabaseSync): number => {
  const size = prepare<[], { size: number }>(
    database,
    'select page_count * page_size as size from pragma_page_count(), pragma_page_size()',
  );
  return size.get()?.size ?? 0;
};
