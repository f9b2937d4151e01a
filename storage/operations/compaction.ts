import type { DocumentName } from '../../shared/document/name.ts';
import type { Journal, JournalRow, Snapshot } from '../ports/journal.ts';
import { isPurged, replacesSnapshot } from '../rules/decide-snapshot.ts';
import {
  byPosition,
  CLEAR_PURGE,
  COUNT_ROWS_UP_TO,
  COUNT_TAIL,
  READ_DOCUMENT,
  READ_ROWS_UP_TO,
  READ_TO_PURGE,
  snapshotWrites,
  tailsLongerThan,
} from '../sql/documents.ts';
import { parseUpdates } from '../sql/updates-frame.ts';
import type { Connection } from './connection.ts';
import { locksOf } from './locks.ts';
import { driver } from './work.ts';

export const createCompaction = ({
  read,
  write,
  forgetDeleted,
}: Connection): Pick<Journal, 'saveSnapshot' | 'documentsToCompact'> => {
  function* find(name: string) {
    return (yield* driver.read(READ_DOCUMENT, [[name]]))[0];
  }
  function* countUpTo(document: number, position: number) {
    return (yield* driver.read(COUNT_ROWS_UP_TO, [[document, position]]))[0]?.rows ?? 0;
  }

  const replace = (name: DocumentName, snapshot: Snapshot, contained: readonly number[], seen: number) =>
    write(
      function* () {
        const document = yield* find(name);
        if (document === undefined) return;
        const { position } = snapshot;
        const left = yield* countUpTo(document.id, position);
        const facts = { stored: document.position, position, seen, contained: contained.length, left };
        if (!replacesSnapshot(facts)) return;
        yield* driver.write(snapshotWrites(document.id, snapshot, contained));
        yield* driver.read(COUNT_TAIL, [[document.id]]);
      },
      locksOf([name]),
    );

  /**
   * While the database cannot let go of what was deleted, the mark stays, and compaction runs again.
   */
  const finishPurge = async (name: DocumentName): Promise<void> => {
    const document = await read(function* () {
      const found = yield* find(name);
      const isDone =
        found !== undefined && isPurged(found.purge_at, found.position, yield* countUpTo(found.id, found.position));
      return isDone ? found : undefined;
    });
    if (document === undefined || !(await forgetDeleted())) return;
    await write(() => driver.read(CLEAR_PURGE, [[document.id, document.purge_at]]), locksOf([name]));
  };

  return {
    saveSnapshot: async (name, snapshot, contains) => {
      const rows = await read(function* () {
        const document = yield* find(name);
        if (document === undefined) throw new Error('A snapshot of a document that was never written.');
        if (snapshot.position > document.version)
          throw new Error('A snapshot of positions that the journal does not have.');
        return byPosition(yield* driver.read(READ_ROWS_UP_TO, [[document.id, snapshot.position]]));
      });
      // Rows never change, so reading them slowly needs no lock.
      const contained = rows.filter(({ position, updates }) =>
        contains({ position, updates: parseUpdates(updates) } satisfies JournalRow),
      );
      await replace(
        name,
        snapshot,
        contained.map(({ position }) => position),
        rows.length,
      );
      await finishPurge(name);
    },
    documentsToCompact: (rows, limit) =>
      read(function* () {
        const tails = yield* driver.read(tailsLongerThan(rows), [[rows, limit]]);
        const names = [...(yield* driver.read(READ_TO_PURGE, [[limit]])), ...tails].map(({ name }) => name);
        return [...new Set(names)].slice(0, limit);
      }),
  };
};
