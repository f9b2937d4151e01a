import { openToRead } from '../open-to-read.ts';
import { transact } from '../transaction.ts';
import { createFindings, type Findings } from './findings.ts';
import { type BlobSizes, verifyBlobs } from './verify-blobs.ts';
import { verifyFacts, verifyPages } from './verify-facts.ts';
import { verifyJournal } from './verify-journal.ts';
import { createStampCheck } from './verify-stamps.ts';

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
    // One view of all tables: a server may write meanwhile.
    transact(
      database,
      () => {
        verifyFacts(database, findings);
        verifyJournal(database, findings, createStampCheck(database, findings));
      },
      'deferred',
    );
    if (blobs !== undefined) await verifyBlobs(database, blobs, findings);
    return findings;
  } finally {
    database.close();
  }
};
