import type { DatabaseSync } from 'node:sqlite';
import { createFindings, type Findings } from '../operations/verify/findings.ts';
import { type BlobSizes, verifyBlobs } from '../operations/verify/verify-blobs.ts';
import { verifyRows } from '../operations/verify/verify-rows.ts';
import { createConnection } from './connection.ts';
import { openToRead } from './open-to-read.ts';
import { prepare } from './statement.ts';

/** SQLite's primary result codes. https://sqlite.org/rescode.html */
const CORRUPT_CODES: readonly number[] = [11, 26];

/** Checks that SQLite's pages agree. */
const verifyPages = (database: DatabaseSync, findings: Findings): void => {
  const check = prepare<[], { integrity_check: string }>(database, 'pragma integrity_check(20)');
  try {
    for (const { integrity_check: found } of check.all()) if (found !== 'ok') findings.fault('damaged-page', found);
  } catch (error) {
    // Damaged so that SQLite cannot even look further.
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : 0;
    if (!CORRUPT_CODES.includes(code)) throw error;
    findings.fault('damaged-page', String(error));
  }
};

/** Checks that rows refer to rows. */
const verifyReferences = (database: DatabaseSync, findings: Findings): void => {
  const references = prepare<[], { table: string; parent: string }>(database, 'pragma foreign_key_check');
  for (const { table, parent } of references.all()) findings.fault('broken-reference', `${table} to ${parent}`);
};

/**
 * Looks through a whole database of the newest schema, which a server may use meanwhile, and compares it with the stored
 * files. Writes nothing. Throws SQLite's own error when it cannot be read.
 */
export const verifyDatabase = async (file: string, blobs: BlobSizes | undefined): Promise<Findings> => {
  const database = openToRead(file);
  const findings = createFindings();
  try {
    verifyPages(database, findings);
    // What stands on damaged pages says nothing.
    if (findings.faults().length > 0) return findings;
    verifyReferences(database, findings);
    const { read } = createConnection(database, { now: Date.now, random: Math.random });
    await read(() => verifyRows(findings));
    if (blobs !== undefined) await verifyBlobs(read, blobs, findings);
    return findings;
  } finally {
    database.close();
  }
};
