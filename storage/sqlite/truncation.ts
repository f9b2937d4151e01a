import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './statement.ts';
import { whenIdle } from './transaction.ts';

/** Empties the write-ahead log: only then is it free of old pages. False while another process reads. */
export const createTruncation = (database: DatabaseSync): (() => Promise<boolean>) => {
  const truncate = prepare<[], { busy: number }>(database, 'pragma wal_checkpoint(truncate)');
  return async () => (await whenIdle(database, () => truncate.get()))?.busy === 0;
};
