import * as Y from 'yjs';
import type { DeleteRange, StructId } from './scan.ts';

/** Questions about what a live document holds. None of them changes it. */

export const clockOf = (doc: Y.Doc, client: number): number => Y.getState(doc.store, client);

export const isKnown = (doc: Y.Doc, id: StructId): boolean => id.clock < clockOf(doc, id.client);

/** The root a live item hangs on and its key; undefined for anything that is not directly under a root. */
export const placeOf = (doc: Y.Doc, id: StructId): { root: string; key: string | undefined } | undefined => {
  const structs = doc.store.clients.get(id.client);
  if (structs === undefined) return undefined;
  const item = structs[Y.findIndexSS(structs, id.clock)];
  return item instanceof Y.Item ? placeOfItem(doc, item) : undefined;
};

export const placeOfItem = (doc: Y.Doc, item: Y.Item): { root: string; key: string | undefined } | undefined => {
  const { parent } = item;
  if (!(parent instanceof Y.AbstractType) || parent._item !== null) return undefined;
  for (const [root, type] of doc.share) if (type === parent) return { root, key: item.parentSub ?? undefined };
  return undefined;
};

/** The parts of a range that are known here and not yet deleted, each within one item. */
export const liveParts = (doc: Y.Doc, range: DeleteRange): { range: DeleteRange; item: Y.Item }[] => {
  const structs = doc.store.clients.get(range.client);
  const end = Math.min(range.clock + range.length, clockOf(doc, range.client));
  const parts: { range: DeleteRange; item: Y.Item }[] = [];
  if (structs === undefined || range.clock >= end) return parts;
  for (let i = Y.findIndexSS(structs, range.clock); i < structs.length; i++) {
    const item = structs[i];
    if (item === undefined || item.id.clock >= end) break;
    if (!(item instanceof Y.Item) || item.deleted) continue;
    const from = Math.max(item.id.clock, range.clock);
    const to = Math.min(item.id.clock + item.length, end);
    parts.push({ range: { client: range.client, clock: from, length: to - from }, item });
  }
  return parts;
};

/** The bytes a live map entry holds; undefined when it has none, is deleted or holds something else. */
export const bytesAt = (doc: Y.Doc, root: string, key: string): Uint8Array | undefined => {
  const value = doc.getMap(root).get(key);
  return value instanceof Uint8Array ? value : undefined;
};
