import * as Y from 'yjs';
import { type DocumentAddress, parseDocumentName } from '../../../shared/document/name.ts';
import { readRows } from '../../sql/statements.ts';
import { parseUpdates } from '../../sql/updates-frame.ts';
import { driver, type Work } from '../work.ts';
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

const READ_NEXT = readRows<[number], DocumentRow>(
  { after: 'integer' },
  (input) =>
    `select id, name, version, tail from documents where id > (select input.after from ${input}) order by id limit 1`,
);
const DOCUMENT = { document: 'integer' } as const;
const READ_SNAPSHOT = readRows<[number], { position: number; state: Uint8Array }>(
  DOCUMENT,
  (input) => `select s.position, s.state from ${input} join snapshots s on s.document = input.document`,
);
const READ_ROWS = readRows<[number], JournalRow>(
  DOCUMENT,
  (input) => `select j.position, j.updates from ${input} join journal j on j.document = input.document
   order by j.position`,
);

/** The first position after a snapshot that no row has; undefined: there is none. */
const holeIn = (rows: readonly JournalRow[], from: number, to: number): number | undefined => {
  const there = new Set(rows.map(({ position }) => position));
  for (let position = from + 1; position <= to; position++) if (!there.has(position)) return position;
  return undefined;
};

/** @returns undefined for one that cannot be rebuilt */
const rebuild = (snapshot: Uint8Array | undefined, rows: readonly JournalRow[]): Y.Doc | undefined => {
  const doc = new Y.Doc();
  try {
    doc.transact(() => {
      if (snapshot !== undefined) Y.applyUpdate(doc, snapshot);
      for (const { updates } of rows) for (const update of parseUpdates(updates)) Y.applyUpdate(doc, update);
    });
    if (doc.store.pendingStructs === null && doc.store.pendingDs === null) return doc;
  } catch {
    // Bytes that are no update.
  }
  return undefined;
};

function* verifyDocument({ id, name, version, tail }: DocumentRow, findings: Findings): Work<Y.Doc | undefined> {
  const [snapshot] = yield* driver.read(READ_SNAPSHOT, [[id]]);
  const rows = yield* driver.read(READ_ROWS, [[id]]);
  findings.count('documents');
  findings.count('journal rows', rows.length);
  if (snapshot !== undefined) findings.count('snapshots');
  if (rows.length !== tail) findings.fault('journal-count', name);
  const hole = holeIn(rows, snapshot?.position ?? 0, version);
  if (hole !== undefined || (rows.at(-1)?.position ?? 0) > version || (snapshot?.position ?? 0) > version)
    findings.fault('journal-hole', hole === undefined ? name : `${name} at ${hole}`);
  const doc = rebuild(snapshot?.state, rows);
  if (doc === undefined) findings.fault('unreadable-document', name);
  return doc;
}

/**
 * Rebuilds each document from its snapshot and the rows after it: positions have no holes, everything that an update
 * builds on is there. One document is in memory at a time. @param onChapter gets each chapter that could be rebuilt
 */
export function* verifyJournal(
  findings: Findings,
  onChapter: (doc: Y.Doc, address: Extract<DocumentAddress, { kind: 'chapter' }>) => Work<void>,
): Work<void> {
  let [row] = yield* driver.read(READ_NEXT, [[0]]);
  while (row !== undefined) {
    const doc = yield* verifyDocument(row, findings);
    const address = parseDocumentName(row.name);
    if (address === undefined) findings.fault('unreadable-document', row.name);
    else if (doc !== undefined && address.kind === 'chapter') yield* onChapter(doc, address);
    doc?.destroy();
    [row] = yield* driver.read(READ_NEXT, [[row.id]]);
  }
}
