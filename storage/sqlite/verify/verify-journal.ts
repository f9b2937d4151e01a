import type { DatabaseSync } from 'node:sqlite';
import * as Y from 'yjs';
import { type DocumentAddress, parseDocumentName } from '../../../shared/document/name.ts';
import { parseUpdates } from '../../sql/updates-frame.ts';
import { prepare } from '../statement.ts';
import type { Findings } from './findings.ts';

interface DocumentRow {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly tail: number;
}
interface JournalRow {
  readonly position: number;
  readonly updates: Uint8Array;
}

/** The first position after a snapshot that no row has; undefined: there is none. */
const holeIn = (rows: readonly JournalRow[], from: number, to: number): number | undefined => {
  const there = new Set(rows.map(({ position }) => position));
  for (let position = from + 1; position <= to; position++) if (!there.has(position)) return position;
  return undefined;
};

/**
 * Rebuilds each document from its snapshot and the rows after it: positions have no holes, everything that an update
 * builds on is there. One document is in memory at a time. @param onChapter gets each chapter that could be rebuilt
 */
export const verifyJournal = (
  database: DatabaseSync,
  findings: Findings,
  onChapter: (doc: Y.Doc, address: Extract<DocumentAddress, { kind: 'chapter' }>) => void,
): void => {
  const next = prepare<[number], DocumentRow>(
    database,
    'select id, name, version, tail from documents where id > ? order by id limit 1',
  );
  const snapshotOf = prepare<[number], { position: number; state: Uint8Array }>(
    database,
    'select position, state from snapshots where document = ?',
  );
  const rowsOf = prepare<[number], JournalRow>(
    database,
    'select position, updates from journal where document = ? order by position',
  );

  const rebuild = ({ id, name, version, tail }: DocumentRow): Y.Doc | undefined => {
    const snapshot = snapshotOf.get(id);
    const rows = rowsOf.all(id);
    findings.count('documents');
    findings.count('journal rows', rows.length);
    if (snapshot !== undefined) findings.count('snapshots');
    if (rows.length !== tail) findings.fault('journal-count', name);
    const hole = holeIn(rows, snapshot?.position ?? 0, version);
    if (hole !== undefined || (rows.at(-1)?.position ?? 0) > version || (snapshot?.position ?? 0) > version)
      findings.fault('journal-hole', hole === undefined ? name : `${name} at ${hole}`);
    const doc = new Y.Doc();
    try {
      doc.transact(() => {
        if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.state);
        for (const { updates } of rows) for (const update of parseUpdates(updates)) Y.applyUpdate(doc, update);
      });
      if (doc.store.pendingStructs === null && doc.store.pendingDs === null) return doc;
    } catch {
      // Bytes that are no update.
    }
    findings.fault('unreadable-document', name);
    return undefined;
  };

  for (let row = next.get(0); row !== undefined; row = next.get(row.id)) {
    const doc = rebuild(row);
    const address = parseDocumentName(row.name);
    if (address === undefined) findings.fault('unreadable-document', row.name);
    else if (doc !== undefined && address.kind === 'chapter') onChapter(doc, address);
    doc?.destroy();
  }
};
