import type { DocumentName } from '../../shared/document/name.ts';
import type { Journal, JournalRow, Snapshot } from '../ports/journal.ts';
import type { Connection } from './connection.ts';
import { prepare } from './statement.ts';
import { whenIdle } from './transaction.ts';
import { parseUpdates } from './updates-frame.ts';

/** Tails of this length and more stand in an index; asking for shorter ones walks all documents. */
const INDEXED_TAIL = 64;

export const createCompaction = ({
  database,
  read,
  write,
}: Connection): Pick<Journal, 'saveSnapshot' | 'documentsToCompact'> => {
  const findDocument = prepare<[string], { id: number; version: number; purge_at: number; position: number }>(
    database,
    `select id, version, purge_at, coalesce((select position from snapshots where document = id), 0) as position
     from documents where name = ?`,
  );
  const rowsUpTo = prepare<[number, number], { position: number; updates: Uint8Array }>(
    database,
    'select position, updates from journal where document = ? and position <= ? order by position',
  );
  const countUpTo = prepare<[number, number], { rows: number }>(
    database,
    'select count(*) as rows from journal where document = ? and position <= ?',
  );
  const putSnapshot = prepare<[number, number, Uint8Array]>(
    database,
    `insert into snapshots values (?, ?, ?)
     on conflict (document) do update set position = excluded.position, state = excluded.state`,
  );
  const removeRow = prepare<[number, number]>(database, 'delete from journal where document = ? and position = ?');
  const shortenTail = prepare<[number, number]>(database, 'update documents set tail = tail - ? where id = ?');
  const clearPurge = prepare<[number, number]>(
    database,
    'update documents set purge_at = 0 where id = ? and purge_at = ?',
  );
  const truncateWal = prepare<[], { busy: number }>(database, 'pragma wal_checkpoint(truncate)');
  const pending = prepare<[number], { name: DocumentName }>(
    database,
    'select name from documents where purge_at > 0 limit ?',
  );
  const longTails = prepare<[number, number], { name: DocumentName }>(
    database,
    `select name from documents where tail >= ${INDEXED_TAIL} and tail > ? limit ?`,
  );
  const anyTails = prepare<[number, number], { name: DocumentName }>(
    database,
    'select name from documents where tail > ? limit ?',
  );

  const replace = (name: DocumentName, snapshot: Snapshot, contained: readonly number[], seen: number) =>
    write(() => {
      const document = findDocument.get(name);
      if (document === undefined) return;
      const isNewer = snapshot.position > document.position;
      // Rows that the stored snapshot of the same position does not contain: one that has them all completes it.
      const completes =
        snapshot.position === document.position &&
        seen > 0 &&
        contained.length === seen &&
        countUpTo.get(document.id, snapshot.position)?.rows === seen;
      if (!isNewer && !completes) return;
      putSnapshot.run(document.id, snapshot.position, snapshot.state);
      let removed = 0;
      for (const position of contained) removed += removeRow.run(document.id, position);
      shortenTail.run(removed, document.id);
    });

  /** Only a truncated WAL is free of old pages. While another process reads, it cannot be: the mark stays, and compaction comes again. */
  const finishPurge = async (name: DocumentName): Promise<void> => {
    const document = await read(() => findDocument.get(name));
    if (document === undefined || document.purge_at === 0 || document.position < document.purge_at) return;
    if ((countUpTo.get(document.id, document.position)?.rows ?? 0) > 0) return;
    if ((await whenIdle(database, () => truncateWal.get()))?.busy !== 0) return;
    await write(() => clearPurge.run(document.id, document.purge_at));
  };

  return {
    saveSnapshot: async (name, snapshot, contains) => {
      const rows = await read(() => {
        const document = findDocument.get(name);
        if (document === undefined) throw new Error('A snapshot of a document that was never written.');
        if (snapshot.position > document.version)
          throw new Error('A snapshot of positions that the journal does not have.');
        return rowsUpTo.all(document.id, snapshot.position);
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
        const tails = rows >= INDEXED_TAIL ? longTails : anyTails;
        const names = [...pending.all(limit), ...tails.all(rows, limit)].map(({ name }) => name);
        return [...new Set(names)].slice(0, limit);
      }),
  };
};
