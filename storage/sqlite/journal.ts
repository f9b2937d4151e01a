import type { DocumentName } from '../../shared/document/name.ts';
import type { Journal, JournalRow } from '../ports/journal.ts';
import { byPosition, READ_DOCUMENT, READ_ROWS_AFTER, READ_SNAPSHOT } from '../sql/documents.ts';
import { parseUpdates } from '../sql/updates-frame.ts';
import { createCommit } from './commit.ts';
import { createCompaction } from './compaction.ts';
import type { Connection } from './connection.ts';
import type { PendingEvents } from './pending-events.ts';

export const createJournal = (connection: Connection, events: PendingEvents): Journal => {
  const { driver, read, write } = connection;
  const { commit, markFull } = createCommit(connection, events);
  const { saveSnapshot, documentsToCompact } = createCompaction(connection);

  const find = (name: string) => driver.read(READ_DOCUMENT, [[name]])[0];
  const rows = (document: number, after: number): JournalRow[] =>
    byPosition(driver.read(READ_ROWS_AFTER, [[document, after]])).map(({ position, updates }) => ({
      position,
      updates: parseUpdates(updates),
    }));

  return {
    commit: (requests) => write((takeChange) => commit(requests, connection.now(), takeChange)),
    markFull: (name) => write((takeChange) => markFull(name, takeChange)),
    load: (name: DocumentName) =>
      read(() => {
        const document = find(name);
        if (document === undefined) return { snapshot: undefined, tail: [], version: 0 };
        // All that is left, also below the snapshot's position: rows are only removed when a snapshot contains them.
        return {
          snapshot: driver.read(READ_SNAPSHOT, [[document.id]])[0],
          tail: rows(document.id, 0),
          version: document.version,
        };
      }),
    tail: (name, after) =>
      read(() => {
        const document = find(name);
        return document === undefined ? [] : rows(document.id, after);
      }),
    version: (name) => read(() => find(name)?.version ?? 0),
    saveSnapshot,
    documentsToCompact,
  };
};
