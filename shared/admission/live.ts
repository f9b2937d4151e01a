import * as Y from 'yjs';
import type { DeleteRange, StructId } from './delete-ranges.ts';
import type { Work } from './work.ts';

/** Questions about what a live document holds. None of them changes it. */

/** Where an entry stands; `key` is undefined only in texts. */
export interface Place {
  readonly root: string;
  readonly key: string | undefined;
}

export const clockOf = (doc: Y.Doc, client: number): number => Y.getState(doc.store, client);

export const isKnown = (doc: Y.Doc, id: StructId): boolean => id.clock < clockOf(doc, id.client);

/** The live struct that holds a known clock; undefined for garbage. */
export const itemOf = (doc: Y.Doc, id: StructId, work?: Work): Y.Item | undefined => {
  const structs = doc.store.clients.get(id.client);
  if (structs === undefined) return undefined;
  work?.search(structs.length);
  const item = structs[Y.findIndexSS(structs, id.clock)];
  return item instanceof Y.Item ? item : undefined;
};

const rootNames = new WeakMap<object, string>();

/** The name of a root type; found once, for Yjs itself only has a list of all roots to look through. */
const nameOf = (doc: Y.Doc, type: object, work?: Work): string | undefined => {
  const known = rootNames.get(type);
  if (known !== undefined && doc.share.get(known) === type) return known;
  work?.add(doc.share.size);
  for (const [root, one] of doc.share) {
    if (one !== type) continue;
    rootNames.set(type, root);
    return root;
  }
  return undefined;
};

/** The root a live item hangs on and its key; undefined for anything that is not directly under a root. */
export const placeOfItem = (doc: Y.Doc, item: Y.Item, work?: Work): Place | undefined => {
  const { parent } = item;
  if (!(parent instanceof Y.AbstractType) || parent._item !== null) return undefined;
  const root = nameOf(doc, parent, work);
  return root === undefined ? undefined : { root, key: item.parentSub ?? undefined };
};

/** A part of one live item. */
export interface LivePart {
  readonly range: DeleteRange;
  readonly item: Y.Item;
}

/** The parts of a range that are known here and not yet deleted, each within one item. */
export const liveParts = (doc: Y.Doc, range: DeleteRange, work?: Work): LivePart[] => {
  const structs = doc.store.clients.get(range.client);
  const end = Math.min(range.clock + range.length, clockOf(doc, range.client));
  const parts: LivePart[] = [];
  if (structs === undefined || range.clock >= end) return parts;
  work?.search(structs.length);
  for (let i = Y.findIndexSS(structs, range.clock); i < structs.length; i++) {
    work?.add();
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
