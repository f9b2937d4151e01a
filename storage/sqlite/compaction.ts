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
import { createTruncation } from './truncation.ts';

export const createCompaction = ({
  database,
  driver,
  read,
  write,
}: Connection): Pick<Journal, 'saveSnapshot' | 'documentsToCompact'> => {
  const truncateWal = createTruncation(database);
  const find = (name: string) => driver.read(READ_DOCUMENT, [[name]])[0];
  const countUpTo = (document: number, position: number): number =>
    driver.read(COUNT_ROWS_UP_TO, [[document, position]])[0]?.rows ?? 0;

  const replace = (name: DocumentName, snapshot: Snapshot, contained: readonly number[], seen: number) =>
    write(() => {
      const document = find(name);
      if (document === undefined) return;
      const { position } = snapshot;
      const left = countUpTo(document.id, position);
      const facts = { stored: document.position, position, seen, contained: contained.length, left };
      if (!replacesSnapshot(facts)) return;
      driver.write(snapshotWrites(document.id, snapshot, contained));
      driver.read(COUNT_TAIL, [[document.id]]);
    });

  /** While another process reads, the write-ahead log cannot be truncated: the mark stays, and compaction comes again. */
  const finishPurge = async (name: DocumentName): Promise<void> => {
    const document = await read(() => {
      const found = find(name);
      const isDone =
        found !== undefined && isPurged(found.purge_at, found.position, countUpTo(found.id, found.position));
      return isDone ? found : undefined;
    });
    if (document === undefined || !(await truncateWal())) return;
    await write(() => void driver.read(CLEAR_PURGE, [[document.id, document.purge_at]]));
  };

  return {
    saveSnapshot: async (name, snapshot, contains) => {
      const rows = await read(() => {
        const document = find(name);
        if (document === undefined) throw new Error('A snapshot of a document that was never written.');
        if (snapshot.position > document.version)
          throw new Error('A snapshot of positions that the journal does not have.');
        return byPosition(driver.read(READ_ROWS_UP_TO, [[document.id, snapshot.position]]));
      });
      // Rows never change, so the slow look at them needs no lock.
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
      read(() => {
        const tails = driver.read(tailsLongerThan(rows), [[rows, limit]]);
        const names = [...driver.read(READ_TO_PURGE, [[limit]]), ...tails].map(({ name }) => name);
        return [...new Set(names)].slice(0, limit);
      }),
  };
};
