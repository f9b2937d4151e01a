import * as Y from 'yjs';
import { isCovered, mergeRanges } from '../../shared/admission/delete-ranges.ts';
import { scanUpdate } from '../../shared/admission/scan.ts';
import type { DocumentName } from '../../shared/document/name.ts';
import type { Journal, JournalRow } from '../../storage/ports/journal.ts';
import { applyAll } from '../admission/catch-up.ts';
import { FROM_JOURNAL, type ServerDocument } from '../admission/server-document.ts';

/** A snapshot is due when this many rows or bytes follow the last one; after a deletion one is always due. */
export const SNAPSHOT_ROWS = 200;
const TAIL_BYTES = 256 * 1024;

/** Brings an empty document to the journal's newest row: snapshot, then the rows after it, in one transaction. */
export const loadInto = async (journal: Journal, live: ServerDocument): Promise<void> => {
  const stored = await journal.load(live.name);
  const updates = stored.tail.flatMap((row) => row.updates);
  applyAll(live.doc, stored.snapshot === undefined ? updates : [stored.snapshot.state, ...updates], FROM_JOURNAL);
  live.version = stored.version;
  live.tailRows = stored.tail.length;
  live.tailBytes = updates.reduce((sum, update) => sum + update.byteLength, 0);
  live.bytes = (stored.snapshot?.state.byteLength ?? 0) + live.tailBytes;
};

const NO_LIMITS = {
  updateEntries: Infinity,
  updateRanges: Infinity,
  updateClientIds: Infinity,
  structLength: Infinity,
};

/** Whether a state contains all of a row: only then may the row be removed. */
const containedIn = (snapshot: Y.Snapshot): ((row: JournalRow) => boolean) => {
  const dead = mergeRanges(
    [...snapshot.ds.clients].flatMap(([client, items]) =>
      items.map(({ clock, len }) => ({ client, clock, length: len })),
    ),
  );
  const holds = (update: Uint8Array): boolean => {
    const scan = scanUpdate(update, NO_LIMITS);
    // Stored by an older server, in a form that the scan no longer accepts.
    if (!scan.ok) return Y.snapshotContainsUpdate(snapshot, update);
    const { sections, deletes } = scan.value;
    return (
      sections.every(({ client, end }) => end <= (snapshot.sv.get(client) ?? 0)) &&
      [...deletes.values()].every((ranges) => ranges.every((range) => isCovered(dead, range)))
    );
  };
  return (row) => row.updates.every(holds);
};

export const isSnapshotDue = (live: ServerDocument, rows: number): boolean =>
  live.purge || live.tailRows >= rows || live.tailBytes >= TAIL_BYTES;

/** Replaces the journal up to the live version by one snapshot. Call in the turn in which `state` was encoded. */
export const saveSnapshot = async (journal: Journal, live: ServerDocument, state: Uint8Array): Promise<void> => {
  const { version, tailRows, tailBytes, purge } = live;
  live.purge = false;
  live.bytes = state.byteLength;
  try {
    await journal.saveSnapshot(live.name, { position: version, state }, containedIn(Y.snapshot(live.doc)));
    live.tailRows -= tailRows;
    live.tailBytes -= tailBytes;
  } catch (error) {
    // Nothing is lost: the journal still holds every row, and the next store tries again.
    live.purge ||= purge;
    throw error;
  }
};

/** Documents of one look. */
const COMPACTED_AT_ONCE = 20;

/** Compacts documents that nobody has open. @param most documents */
export const compactUnopened = async (
  journal: Journal,
  rows: number,
  isOpen: (name: DocumentName) => boolean,
  open: (name: DocumentName) => ServerDocument | undefined,
  most = COMPACTED_AT_ONCE,
): Promise<number> => {
  let count = 0;
  for (const name of await journal.documentsToCompact(rows, most)) {
    if (isOpen(name)) continue;
    const live = open(name);
    if (live === undefined) continue;
    await loadInto(journal, live);
    await saveSnapshot(journal, live, Y.encodeStateAsUpdate(live.doc));
    live.doc.destroy();
    count++;
  }
  return count;
};
