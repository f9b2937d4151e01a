import type { DocumentName } from '../../../shared/document/name.ts';
import type { Table } from '../records.ts';
import { parseDocumentKey } from './document-key.ts';

export const databaseNameOf = (userId: string, name: DocumentName, generation: number): string =>
  `skerry/${userId}/${name}@${generation}`;

/** Every store of an account's documents that may exist. */
export const databasesOf = (userId: string, documents: Table<'document'>): readonly string[] => {
  const names: string[] = [];
  for (const [key, { generation, retiring }] of documents) {
    const name = parseDocumentKey(key);
    if (name === undefined) continue;
    for (const one of [generation, generation + 1, retiring])
      if (one !== undefined) names.push(databaseNameOf(userId, name, one));
  }
  return names;
};
