import * as Y from 'yjs';
import { isCovered, mergeRanges } from '../../shared/admission/delete-ranges.ts';
import { scanUpdate } from '../../shared/admission/scan.ts';
import type { DocumentName } from '../../shared/document/name.ts';
import type { Journal, JournalRow } from '../../storage/ports/journal.ts';
import { applyAll } from '../admission/admission-path.ts';
import { FROM_JOURNAL, type ServerDocument } from '../admission/server-document.ts';

/** A snapshot is due when this many rows or bytes stand behind the last one; a purge is always due. */
const TAIL_ROWS = 200;
const TAIL_BYTES = 256 * 1024;

/** Brings an empty document to the journal's newest row: snapshot, then tail, in one transaction. */
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

/** Whether a row's content is wholly in a state: only then may the row go. */
const containedIn = (snapshot: Y.Snapshot): ((row: JournalRow) => boolean) => {
  const dead = mergeRanges(
    [...snapshot.ds.clients].flatMap(([client, items]) =>
      items.map(({ clock, len }) => ({ client, clock, length: len })),
    ),
  );
  const holds = (update: Uint8Array): boolean => {
    const scan = scanUpdate(update, NO_LIMITS);
    // What was stored by an older server and is not of this shape any more.
    if (!scan.ok) return Y.snapshotContainsUpdate(snapshot, update);
    const { sections, deletes } = scan.scanned;
    return (
      sections.every(({ client, end }) => end <= (snapshot.sv.get(client) ?? 0)) &&
      [...deletes.values()].every((ranges) => ranges.every((range) => isCovered(dead, range)))
    );
  };
  return (row) => row.updates.every(holds);
};

export const isSnapshotDue = (live: ServerDocument): boolean =>
  live.purge || live.tailRows >= TAIL_ROWS || live.tailBytes >= TAIL_BYTES;

/** Replaces the journal up to the live version by one snapshot. Call in the same turn in which `state` was encoded. */
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

/** Compacts documents that nobody has open. */
export const compactUnopened = async (
  journal: Journal,
  isOpen: (name: DocumentName) => boolean,
  open: (name: DocumentName) => ServerDocument | undefined,
): Promise<number> => {
  let count = 0;
  for (const name of await journal.documentsToCompact(TAIL_ROWS, 20)) {
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
