import { removeDatabase } from '../../disk/indexeddb.ts';
import type { Disk } from '../ports.ts';
import { openDocumentStore } from './document-store.ts';
import { openRecordStore } from './record-store.ts';
import { databaseNames, wipe } from './wipe.ts';

/** The disk of a browser profile: one IndexedDB database for each document, one for records. */
export const browserDisk: Disk = {
  openDocument: openDocumentStore,
  openRecords: openRecordStore,
  remove: removeDatabase,
  names: databaseNames,
  // Asked for on one page only.
  size: async (name) => (await import('./database-size.ts')).databaseSize(name),
  wipe,
};
