import type { Connection } from '../operations/connection.ts';
import { createFindings, type Findings } from '../operations/verify/findings.ts';
import { type BlobSizes, verifyBlobs } from '../operations/verify/verify-blobs.ts';
import { referenceRule } from '../operations/verify/verify-facts.ts';
import { verifyRows } from '../operations/verify/verify-rows.ts';

const toConversation = (table: string) => referenceRule(table, 'conversation', 'conversations', 'id');

/** References that PostgreSQL does not check itself: of tables of which every message writes rows. */
const REFERENCES = [
  referenceRule('journal', 'document', 'documents', 'id'),
  ...[
    'chapters',
    'messages',
    'stamps',
    'mentions',
    'disappearing',
    'receipt_log',
    'kept_marks',
    'kept_heads',
    'blob_references',
  ].map(toConversation),
  referenceRule('blob_references', 'blob', 'blobs', 'number'),
];

/** Looks through a whole database of the newest schema, and compares it with the stored files. Writes nothing. */
export const verifyPostgres = async (read: Connection['read'], blobs: BlobSizes | undefined): Promise<Findings> => {
  const findings = createFindings();
  await read(() => verifyRows(findings, REFERENCES));
  if (blobs !== undefined) await verifyBlobs(read, blobs, findings);
  return findings;
};
