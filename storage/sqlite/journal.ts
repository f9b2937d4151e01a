import type { DocumentName } from '../../shared/document/name.ts';
import type { Journal, JournalRow } from '../ports/journal.ts';
import { createCommit } from './commit.ts';
import { createCompaction } from './compaction.ts';
import type { Connection } from './connection.ts';
import type { PendingEvents } from './pending-events.ts';
import { prepare } from './statement.ts';
import { parseUpdates } from './updates-frame.ts';

export const createJournal = (connection: Connection, events: PendingEvents): Journal => {
  const { database, read, write } = connection;
  const { commit, markFull } = createCommit(connection, events);
  const { saveSnapshot, documentsToCompact } = createCompaction(connection);

  const findDocument = prepare<[string], { id: number; version: number }>(
    database,
    'select id, version from documents where name = ?',
  );
  const findSnapshot = prepare<[number], { position: number; state: Uint8Array }>(
    database,
    'select position, state from snapshots where document = ?',
  );
  const rowsAfter = prepare<[number, number], { position: number; updates: Uint8Array }>(
    database,
    'select position, updates from journal where document = ? and position > ? order by position',
  );
  const rows = (document: number, after: number): JournalRow[] =>
    rowsAfter.all(document, after).map(({ position, updates }) => ({ position, updates: parseUpdates(updates) }));

  return {
    commit: (requests) => write((takeChange) => commit(requests, connection.now(), takeChange)),
    markFull: (name) => write((takeChange) => markFull(name, takeChange)),
    load: (name: DocumentName) =>
      read(() => {
        const document = findDocument.get(name);
        if (document === undefined) return { snapshot: undefined, tail: [], version: 0 };
        // All that is left, also below the snapshot's position: rows are only removed when a snapshot contains them.
        return { snapshot: findSnapshot.get(document.id), tail: rows(document.id, 0), version: document.version };
      }),
    tail: (name, after) =>
      read(() => {
        const document = findDocument.get(name);
        return document === undefined ? [] : rows(document.id, after);
      }),
    version: (name) => read(() => findDocument.get(name)?.version ?? 0),
    saveSnapshot,
    documentsToCompact,
  };
};
