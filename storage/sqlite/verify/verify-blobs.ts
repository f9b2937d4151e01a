import type { DatabaseSync } from 'node:sqlite';
import type { BlobId } from '../../../shared/ids/blob.ts';
import { prepare } from '../statement.ts';
import type { Findings } from './findings.ts';

/** Where the bytes of blobs are: a store, or a backup. */
export interface BlobSizes {
  /** Bytes of a complete blob; undefined: there is none. */
  sizeOf(id: BlobId): Promise<number | undefined>;
  /** The complete blobs there. */
  ids(): AsyncIterable<BlobId>;
}

/** Blobs that are asked about at once: a store elsewhere takes some ms for each. */
const AT_ONCE = 32;

/** Compares the rows of complete blobs with what is stored. What is stored without a row is counted; it is no fault. */
export const verifyBlobs = async (database: DatabaseSync, sizes: BlobSizes, findings: Findings): Promise<void> => {
  const page = prepare<[number, number], { number: number; id: BlobId; size: number; referred: number }>(
    database,
    `select b.number, b.id, b.size, exists (select 1 from blob_references r where r.blob = b.number) as referred
     from blobs b where b.number > ? and b.state = 'complete' order by b.number limit ?`,
  );
  const isKnown = prepare<[string], { found: number }>(database, 'select 1 as found from blobs where id = ?');

  for (let rows = page.all(0, AT_ONCE); rows.length > 0; rows = page.all(rows.at(-1)?.number ?? 0, AT_ONCE)) {
    const stored = await Promise.all(rows.map(({ id }) => sizes.sizeOf(id)));
    for (const [i, { id, size, referred }] of rows.entries()) {
      findings.count('files');
      findings.count('file bytes', size);
      const found = stored[i];
      if (found === undefined)
        findings.fault('missing-file', `${id} of ${size} bytes${referred === 1 ? '' : ', which no message needs'}`);
      else if (found !== size) findings.fault('wrong-size-file', `${id} has ${found} of ${size} bytes`);
    }
  }
  for await (const id of sizes.ids()) {
    if (isKnown.get(id) !== undefined) continue;
    findings.count('orphaned files');
    findings.count('orphaned file bytes', (await sizes.sizeOf(id)) ?? 0);
  }
};
