import * as Y from 'yjs';
import { PERMISSIONS, type Permission } from '../permissions/table.ts';
import type { Proposal } from './proposal.ts';
import { Refused } from './refused.ts';

/** Roots of the conversation document that the server keeps as facts. */
const FACT_ROOTS: ReadonlySet<string> = new Set(['profile', 'settings']);
/** Steps for each struct that is written and read again. */
const COPY_STEPS = 8;

/** What can be replaced and cannot be removed. */
const isKept = ({ overwrite, remove }: Permission): boolean => overwrite && remove === 'never';

/**
 * What cannot be removed still has a value afterwards, whatever was written over it; seen on a copy of a small document.
 * True when something is touched that the server keeps as facts.
 * @param roots from which something is removed
 */
export const checkKept = ({ context, cut, doc, entries, work }: Proposal, roots: ReadonlySet<string>): boolean => {
  const { kind } = context;
  if (kind !== 'conversation' || cut.bytes === undefined) return false;
  if (![...roots].some((root) => FACT_ROOTS.has(root)) && !entries.some(({ root }) => FACT_ROOTS.has(root)))
    return false;
  // Here and for the facts the document is copied whole.
  for (const structs of doc.store.clients.values()) work.add(structs.length * COPY_STEPS);
  const kept = PERMISSIONS.filter((row) => row.document === kind && isKept(row));
  if (!kept.some(({ root }) => roots.has(root)) && !entries.some(({ permission }) => isKept(permission))) return true;
  const places = kept.flatMap(({ root }) => [...doc.getMap(root).keys()].map((key) => [root, key] as const));
  if (places.length === 0) return true;
  const copy = new Y.Doc();
  try {
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    Y.applyUpdate(copy, cut.bytes);
    for (const [root, key] of places) if (!copy.getMap(root).has(key)) throw new Refused('not-allowed');
  } finally {
    copy.destroy();
  }
  return true;
};
