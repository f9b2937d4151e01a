import type { BlobId } from '../../../shared/ids/blob.ts';
import { readRows } from '../../sql/statements.ts';
import type { Connection } from '../connection.ts';
import { driver } from '../work.ts';
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

interface BlobRow {
  readonly number: number;
  readonly id: BlobId;
  readonly size: number;
  readonly referred: number;
}
const READ_PAGE = readRows<[number], BlobRow>(
  { after: 'integer' },
  (input) => `select b.number, b.id, b.size,
     case when exists (select 1 from blob_references r where r.blob = b.number) then 1 else 0 end as referred
   from blobs b where b.number > (select input.after from ${input}) and b.state = 'complete'
   order by b.number limit ${AT_ONCE}`,
);
const READ_KNOWN = readRows<[BlobId], { id: BlobId }>(
  { id: 'text' },
  (input) => `select b.id from ${input} join blobs b on b.id = input.id`,
);

/** Compares the rows of complete blobs with what is stored. What is stored without a row is counted; it is no fault. */
export const verifyBlobs = async (read: Connection['read'], sizes: BlobSizes, findings: Findings): Promise<void> => {
  const page = (after: number) => read(() => driver.read(READ_PAGE, [[after]]));
  for (let rows = await page(0); rows.length > 0; rows = await page(rows.at(-1)?.number ?? 0)) {
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
    if ((await read(() => driver.read(READ_KNOWN, [[id]]))).length > 0) continue;
    findings.count('orphaned files');
    findings.count('orphaned file bytes', (await sizes.sizeOf(id)) ?? 0);
  }
};
