import type * as Y from 'yjs';
import { DRAFT_PREFIX } from '../permissions/table.ts';
import type { RefusalCode } from '../protocol/refusal.ts';
import { clockOf, isKnown, placeOf } from './live.ts';
import type { ScannedContent, ScannedItem, ScannedSection, StructId } from './scan.ts';

/** One entry an update writes: where, what, and under which struct. `key` is undefined only in drafts' texts. */
export interface Write {
  readonly root: string;
  readonly key: string | undefined;
  readonly content: ScannedContent;
  readonly id: StructId;
  readonly length: number;
  readonly origin: StructId | undefined;
}

/** Honest chains between one person's replicas settle in a few passes; this bounds made-up ones. */
const MAX_PASSES = 200;

type Place = { root: string; key: string | undefined };

const findNew = (sections: readonly ScannedSection[], id: StructId): ScannedItem | undefined => {
  const items = sections.find((section) => section.client === id.client)?.items;
  if (items === undefined) return undefined;
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item === undefined) return undefined;
    if (id.clock < item.clock) high = middle - 1;
    else if (id.clock >= item.clock + item.length) low = middle + 1;
    else return item;
  }
  return undefined;
};

/**
 * Where every new struct of the sections would land. A struct says its place itself, or only through its neighbours;
 * a chain of neighbours is followed within the update and into the live document.
 */
export const resolveWrites = (
  doc: Y.Doc,
  sections: readonly ScannedSection[],
): { ok: true; writes: Write[] } | { ok: false; code: RefusalCode } => {
  const places = new Map<ScannedItem, Place>();
  const writes: Write[] = [];

  const placeOfId = (id: StructId): Place | RefusalCode | 'pending-place' => {
    if (isKnown(doc, id)) return placeOf(doc, id) ?? 'nested';
    const item = findNew(sections, id);
    return item === undefined ? 'missing-dependencies' : (places.get(item) ?? 'pending-place');
  };
  // Chains may point forward between sections, so structs wait until what they hang on has a place.
  type Waiting = { item: ScannedItem; known: number };
  const settle = ({ item }: Waiting): Place | RefusalCode | 'pending-place' => {
    if (item.root !== undefined) return { root: item.root, key: item.key };
    let place: Place | undefined;
    for (const id of [item.origin, item.rightOrigin]) {
      if (id === undefined) continue;
      // Within one client id a struct can only hang on an earlier one; Yjs would throw on a later one.
      if (id.client === item.client && id.clock >= item.clock) return 'malformed';
      const found = placeOfId(id);
      if (typeof found === 'string') return found;
      if (place !== undefined && (place.root !== found.root || place.key !== found.key)) return 'malformed';
      place = found;
    }
    return place ?? 'malformed';
  };

  let waiting: Waiting[] = [];
  for (const section of sections) {
    const known = clockOf(doc, section.client);
    if (section.clock > known) return { ok: false, code: 'missing-dependencies' };
    for (const item of section.items) waiting.push({ item, known });
  }
  for (let pass = 0; waiting.length > 0; pass++) {
    if (pass > MAX_PASSES) return { ok: false, code: 'malformed' };
    const still: Waiting[] = [];
    for (const entry of waiting) {
      const place = settle(entry);
      if (place === 'pending-place') {
        still.push(entry);
        continue;
      }
      if (typeof place === 'string') {
        // Known structs may hang on what was cut; they are not applied again.
        if (entry.item.clock + entry.item.length <= entry.known) continue;
        return { ok: false, code: place };
      }
      const { item } = entry;
      places.set(item, place);
      if (item.clock + item.length <= entry.known) continue;
      // In a map a struct has only a left neighbour: the entry it overwrites.
      if (item.rightOrigin !== undefined && !place.root.startsWith(DRAFT_PREFIX))
        return { ok: false, code: 'malformed' };
      writes.push({ ...place, content: item.content, id: item, length: item.length, origin: item.origin });
    }
    // A circle of neighbours never settles.
    if (still.length === waiting.length) return { ok: false, code: 'malformed' };
    waiting = still;
  }
  return { ok: true, writes };
};
