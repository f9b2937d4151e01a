import type { DocumentName } from '../../shared/document/name.ts';
import type { Journal, JournalRow } from '../ports/journal.ts';
import { byPosition, READ_DOCUMENT, READ_ROWS_AFTER, READ_SNAPSHOT } from '../sql/documents.ts';
import { parseUpdates } from '../sql/updates-frame.ts';
import { createCommit } from './commit.ts';
import { createCompaction } from './compaction.ts';
import type { Connection } from './connection.ts';
import { locksOf } from './locks.ts';
import type { PendingEvents } from './pending-events.ts';
import { driver, type Work } from './work.ts';

export const createJournal = (connection: Connection, events: PendingEvents): Journal => {
  const { read, write } = connection;
  const { commit, markFull } = createCommit(events);
  const { saveSnapshot, documentsToCompact } = createCompaction(connection);

  function* find(name: string) {
    return (yield* driver.read(READ_DOCUMENT, [[name]]))[0];
  }
  function* rows(document: number, after: number): Work<JournalRow[]> {
    return byPosition(yield* driver.read(READ_ROWS_AFTER, [[document, after]])).map(({ position, updates }) => ({
      position,
      updates: parseUpdates(updates),
    }));
  }

  return {
    commit: (requests) =>
      write(() => commit(requests, connection.now()), locksOf(requests.map(({ document }) => document))),
    markFull: (name) => write(() => markFull(name), locksOf([name])),
    load: (name: DocumentName) =>
      read(function* () {
        const document = yield* find(name);
        if (document === undefined) return { snapshot: undefined, tail: [], version: 0 };
        // All remaining rows, also below the snapshot's position: rows are only removed when a snapshot contains them.
        return {
          snapshot: (yield* driver.read(READ_SNAPSHOT, [[document.id]]))[0],
          tail: yield* rows(document.id, 0),
          version: document.version,
        };
      }),
    tail: (name, after) =>
      read(function* () {
        const document = yield* find(name);
        return document === undefined ? [] : yield* rows(document.id, after);
      }),
    version: (name) =>
      read(function* () {
        return (yield* find(name))?.version ?? 0;
      }),
    saveSnapshot,
    documentsToCompact,
  };
};
