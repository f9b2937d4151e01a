import * as Y from 'yjs';
import type { Journal } from '../../storage/ports/journal.ts';
import { FROM_JOURNAL, type ServerDocument } from './server-document.ts';

export const applyAll = (doc: Y.Doc, updates: readonly Uint8Array[], origin: symbol): void =>
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  }, origin);

/** Brings a live document to the journal's newest row; safe to repeat. */
export const catchUp = async (journal: Journal, live: ServerDocument): Promise<void> => {
  const rows = await journal.tail(live.name, live.version);
  if (rows[0]?.position === live.version + 1) {
    for (const row of rows)
      live.advance(row.position, row.updates, () => applyAll(live.doc, row.updates, FROM_JOURNAL));
    return;
  }
  // Another instance has compacted the rows in between: its snapshot holds them.
  if (rows.length === 0 && (await journal.version(live.name)) <= live.version) return;
  const stored = await journal.load(live.name);
  const { snapshot } = stored;
  const updates = [...(snapshot === undefined ? [] : [snapshot.state]), ...stored.tail.flatMap((row) => row.updates)];
  live.jump(stored.version, updates, () => applyAll(live.doc, updates, FROM_JOURNAL));
};
