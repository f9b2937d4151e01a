import type { DocumentName } from '../../../shared/document/name.ts';
import { archiveDatabase } from '../../archive/archive-database.ts';
import { filesDatabase } from '../../files/files-database.ts';
import type { Disk } from '../ports.ts';
import type { Table } from '../records.ts';
import { parseDocumentKey } from './document-key.ts';

export const DEVICE_DATABASE = 'skerry/device';
/** All databases of this app begin so. */
const PREFIX = 'skerry/';
const RECORDS = '/records';
export const databasePrefix = (userId: string): string => `${PREFIX}${userId}/`;
/** Opened bodies of sealed envelopes; nothing is lost with it. */
export const openedDatabase = (userId: string): string => `${databasePrefix(userId)}opened`;
/** What is searched of messages; nothing is lost with it. */
export const searchDatabase = (userId: string): string => `${databasePrefix(userId)}search`;
export const recordsDatabase = (userId: string): string => `${PREFIX}${userId}${RECORDS}`;

/** Accounts whose records are on the disk. */
export const accountsIn = async (disk: Disk): Promise<readonly string[]> =>
  ((await disk.names(PREFIX)) ?? []).flatMap((name) =>
    name.endsWith(RECORDS) ? [name.slice(PREFIX.length, -RECORDS.length)] : [],
  );

export const databaseNameOf = (userId: string, name: DocumentName, generation: number): string =>
  `${databasePrefix(userId)}${name}@${generation}`;

/** Every database of an account that may exist, but for its records. */
export const databasesOf = (userId: string, documents: Table<'document'>): readonly string[] => {
  const names: string[] = [
    openedDatabase(userId),
    searchDatabase(userId),
    filesDatabase(userId),
    archiveDatabase(userId),
  ];
  for (const [key, { generation, retiring }] of documents) {
    const name = parseDocumentKey(key);
    if (name === undefined) continue;
    for (const one of [generation, generation + 1, retiring])
      if (one !== undefined) names.push(databaseNameOf(userId, name, one));
  }
  return names;
};
