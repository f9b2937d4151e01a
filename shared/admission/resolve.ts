import type * as Y from 'yjs';
import { OLD_DRAFT_PREFIX } from '../drafts/draft-key.ts';
import type { RefusalCode } from '../protocol/refusal.ts';
import { fail, type Result, succeed } from '../result.ts';
import type { StructId } from './delete-ranges.ts';
import { clockOf, isKnown, itemOf, type Place, placeOfItem } from './live.ts';
import type { ScannedContent, ScannedItem, ScannedSection } from './scan.ts';
import { Work } from './work.ts';

/** One entry an update writes: where, what, and under which struct. `key` is undefined only in drafts of the old form. */
export interface Write {
  readonly root: string;
  readonly key: string | undefined;
  readonly content: ScannedContent;
  readonly id: StructId;
  readonly length: number;
  readonly origin: StructId | undefined;
  readonly rightOrigin: StructId | undefined;
  /** How many of its neighbours begin or end inside another struct, which Yjs then splits. */
  readonly splits: number;
}

/** How far one section has been followed. */
interface Cursor {
  readonly section: ScannedSection;
  next: number;
  /** Something of it is waited for. */
  active: boolean;
}

const settledClock = ({ section, next }: Cursor): number => section.items[next]?.clock ?? section.end;

const findItem = ({ items }: ScannedSection, clock: number, work: Work): ScannedItem | undefined => {
  work.search(items.length);
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item === undefined) return undefined;
    if (clock < item.clock) high = middle - 1;
    else if (clock >= item.clock + item.length) low = middle + 1;
    else return item;
  }
  return undefined;
};

/**
 * Where every struct of the sections would land, in an order in which Yjs can integrate them. A struct says its place
 * itself, or only through its neighbours. As in Yjs a struct waits for the earlier ones of its client id, too: a circle
 * over both would be left waiting for ever and is refused.
 */
export const resolveWrites = (
  doc: Y.Doc,
  sections: readonly ScannedSection[],
  work = new Work(),
): Result<Write[], RefusalCode> => {
  const cursors = new Map<number, Cursor>();
  const places = new Map<ScannedItem, Place>();
  const writes: Write[] = [];

  for (const section of sections) {
    work.add();
    if (section.clock > clockOf(doc, section.client)) return fail('missing-dependencies');
    cursors.set(section.client, { section, next: 0, active: false });
  }

  /** Where a neighbour stands, and whether hanging on it splits it. */
  const neighbourAt = (id: StructId, side: 'left' | 'right'): (Place & { splits: boolean }) | RefusalCode => {
    const known = isKnown(doc, id) ? itemOf(doc, id, work) : undefined;
    const place = known === undefined ? undefined : placeOfItem(doc, known, work);
    if (known !== undefined && place !== undefined)
      return { ...place, splits: id.clock !== (side === 'left' ? known.lastId.clock : known.id.clock) };
    if (isKnown(doc, id)) return 'nested';
    const cursor = cursors.get(id.client);
    const item = cursor === undefined ? undefined : findItem(cursor.section, id.clock, work);
    const found = item === undefined ? undefined : places.get(item);
    if (item === undefined || found === undefined) return 'missing-dependencies';
    return { ...found, splits: id.clock !== (side === 'left' ? item.clock + item.length - 1 : item.clock) };
  };

  const settle = (item: ScannedItem): RefusalCode | undefined => {
    let place: Place | undefined = item.root === undefined ? undefined : { root: item.root, key: item.key };
    let splits = 0;
    for (const side of ['left', 'right'] as const) {
      const id = side === 'left' ? item.origin : item.rightOrigin;
      if (id === undefined) continue;
      // Within one client id a struct can only hang on an earlier one; Yjs would throw on a later one.
      if (id.client === item.client && id.clock >= item.clock) return 'malformed';
      const found = neighbourAt(id, side);
      if (typeof found === 'string') return found;
      if (place !== undefined && (place.root !== found.root || place.key !== found.key)) return 'malformed';
      if (found.splits) splits++;
      place = { root: found.root, key: found.key };
    }
    if (place === undefined) return 'malformed';
    // In a map a struct has only a left neighbour: the entry it overwrites.
    if (item.rightOrigin !== undefined && !place.root.startsWith(OLD_DRAFT_PREFIX)) return 'malformed';
    places.set(item, place);
    const { content, length, origin, rightOrigin } = item;
    writes.push({ ...place, content, id: item, length, origin, rightOrigin, splits });
    return undefined;
  };

  /** The section that has to go on before the item can be integrated. */
  const blocking = (item: ScannedItem): { cursor: Cursor; until: number } | undefined => {
    for (const id of [item.origin, item.rightOrigin]) {
      if (id === undefined || id.client === item.client) continue;
      const cursor = cursors.get(id.client);
      if (cursor !== undefined && id.clock >= settledClock(cursor) && id.clock < cursor.section.end)
        return { cursor, until: id.clock };
    }
    return undefined;
  };

  for (const first of cursors.values()) {
    const stack = [{ cursor: first, until: first.section.end - 1 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      work.add();
      const { cursor, until } = top;
      const item = cursor.section.items[cursor.next];
      if (item === undefined || item.clock > until) {
        cursor.active = false;
        stack.pop();
        continue;
      }
      cursor.active = true;
      const wait = blocking(item);
      if (wait !== undefined) {
        if (wait.cursor.active) return fail('malformed');
        stack.push(wait);
        continue;
      }
      const code = settle(item);
      if (code !== undefined) return fail(code);
      cursor.next++;
    }
  }
  return succeed(writes);
};
