import type { Disk } from '../ports.ts';
import { openIndexeddbDocument } from './indexeddb-document.ts';
import { openIndexeddbRecords } from './indexeddb-records.ts';
import { deleteDatabase } from './requests.ts';

/** The browser's disk: one IndexedDB database for each document, and one for each set of records. */
export const indexeddbDisk: Disk = {
  openDocument: openIndexeddbDocument,
  openRecords: openIndexeddbRecords,
  remove: deleteDatabase,
};
