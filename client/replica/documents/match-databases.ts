import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { Disk } from '../ports.ts';
import { NEW_DOCUMENT, UNKNOWN_EPOCH } from '../records.ts';
import { databaseNameOf, databasePrefix } from './database-names.ts';
import { parseDocumentKey } from './document-key.ts';

const accountGeneration = (name: DocumentName): number => {
  const address = parseDocumentName(name);
  return address?.kind === 'account' ? address.generation : Number.POSITIVE_INFINITY;
};

/**
 * Matches the records of documents with the existing databases, after the browser removed some of them. A document without
 * its database is fetched again; one without its record is compared with the server before anything of it counts as sent.
 */
export const matchDatabases = async (
  disk: Disk,
  localState: LocalState,
  isOpen: (name: DocumentName) => boolean,
): Promise<void> => {
  const { userId } = localState.session();
  const prefix = databasePrefix(userId);
  const names = await disk.names(prefix);
  if (names === undefined) return;
  const { document } = localState.tables;
  const found = new Set(names);
  const changes: Change[] = [];
  for (const [key, record] of document) {
    const name = parseDocumentKey(key);
    if (name === undefined || isOpen(name) || found.has(databaseNameOf(userId, name, record.generation))) continue;
    if (record.synced > 0 || record.unsent > 0 || record.open)
      changes.push({ kind: 'document', key, value: { ...record, synced: 0, unsent: 0, open: false, handled: [] } });
  }
  const newest = new Map<DocumentName, number>();
  let account = 0;
  for (const database of found) {
    const at = database.lastIndexOf('@');
    const name = parseDocumentKey(database.slice(prefix.length, at));
    const generation = Number(database.slice(at + 1));
    if (name === undefined || !Number.isSafeInteger(generation)) continue;
    if (Number.isFinite(accountGeneration(name))) account = Math.max(account, accountGeneration(name));
    if (!document.has(name)) newest.set(name, Math.max(newest.get(name) ?? 0, generation));
  }
  for (const [key, generation] of newest) {
    // Unsent changes of an earlier account document moved to its successor on this device.
    const epoch = accountGeneration(key) < account ? localState.session().epoch : UNKNOWN_EPOCH;
    changes.push({ kind: 'document', key, value: { ...NEW_DOCUMENT, generation, epoch, open: true } });
  }
  if (changes.length > 0) await localState.commit(changes);
};
