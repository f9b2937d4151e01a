import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process. It blocks the thread meanwhile. */
const BUSY_MS = 10_000;

/**
 * Opens a database for statements that only read, while a server has it open or not. A connection that could not write
 * would leave a log and an index beside the file of a stopped server.
 */
export const openToRead = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  database.exec('pragma query_only = on');
  return database;
};
