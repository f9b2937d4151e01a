import * as encoding from 'lib0/encoding';
import type * as Y from 'yjs';
import { ownerOf } from '../ids/client-id.ts';
import { type DeleteRange, type DeleteRanges, mergeRanges } from './delete-ranges.ts';
import { writeDeletes } from './encode-update.ts';
import { clockOf, type LivePart, liveParts } from './live.ts';
import type { ScannedItem, ScannedSection, ScannedUpdate } from './scan.ts';
import { Work } from './work.ts';

/** What is left of an update once everything foreign or known is left out. */
export interface CutUpdate {
  /** Own structs that are new here; each section begins at the known clock, or behind it when something is missing. */
  readonly sections: readonly ScannedSection[];
  /** Deleted ranges that change something: known and alive here, or new in `sections`. */
  readonly deletes: DeleteRanges;
  /** What is alive here and deleted by the update. */
  readonly removals: readonly LivePart[];
  /** v1 bytes of just that; undefined when nothing is left. */
  readonly bytes: Uint8Array | undefined;
  /** Something foreign was left out that this document lacks: worth a look into the journal. */
  readonly foreignUnknown: boolean;
  /** Structs under client ids of others, unknown here, were among it. */
  readonly foreignSections: boolean;
  /** A struct begins below the known clock and ends above it: Yjs would hang its rest on what stands there. */
  readonly straddles: boolean;
}

/**
 * Leaves out of an update the structs of other accounts (a replica uploads its own only), structs that are known, and
 * deletions of what the document does not know. What remains can be judged and applied without anything left waiting.
 * @param owner the account number whose structs may come in
 */
export const cutUpdate = (doc: Y.Doc, scanned: ScannedUpdate, owner: number, work = new Work()): CutUpdate => {
  const sections: ScannedSection[] = [];
  let foreignSections = false;
  let straddles = false;
  for (const section of scanned.sections) {
    work.add();
    const known = clockOf(doc, section.client);
    if (section.end <= known) continue;
    if (ownerOf(section.client) !== owner) {
      foreignSections = true;
      continue;
    }
    const items = itemsFrom(section.items, known, work);
    const clock = items[0]?.clock ?? section.end;
    straddles ||= section.clock < known && clock !== known;
    sections.push({ client: section.client, clock, end: section.end, items });
  }
  let foreignUnknown = foreignSections;
  const newEnds = new Map(sections.map((section) => [section.client, section.end]));
  const deleted: DeleteRange[] = [];
  const removals: LivePart[] = [];
  for (const [client, ranges] of scanned.deletes) {
    const known = clockOf(doc, client);
    const newEnd = newEnds.get(client) ?? 0;
    for (const range of ranges) {
      work.add();
      for (const part of liveParts(doc, range, work)) {
        removals.push(part);
        deleted.push(part.range);
      }
      const from = Math.max(range.clock, known);
      const to = Math.min(range.clock + range.length, newEnd);
      if (from < to) deleted.push({ client, clock: from, length: to - from });
      if (range.clock + range.length > Math.max(known, newEnd)) foreignUnknown = true;
    }
  }
  const deletes = mergeRanges(deleted, work);
  const hasContent = sections.length > 0 || deletes.size > 0;
  const bytes = hasContent ? encodeCut(sections, deletes, work) : undefined;
  return { sections, deletes, removals, bytes, foreignUnknown, foreignSections, straddles };
};

/** The structs of a section from a clock on. */
const itemsFrom = (items: readonly ScannedItem[], clock: number, work: Work): readonly ScannedItem[] => {
  work.search(items.length);
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.clock ?? 0) < clock) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? items : items.slice(low);
};

const encodeCut = (sections: readonly ScannedSection[], deletes: DeleteRanges, work: Work): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, sections.length);
  for (const { client, clock, items } of sections) {
    encoding.writeVarUint(out, items.length);
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, clock);
    for (let i = 0; i < items.length; ) {
      const first = items[i++];
      if (first === undefined) break;
      let { to } = first;
      for (; items[i]?.source === first.source && items[i]?.from === to; i++) to = items[i]?.to ?? to;
      encoding.writeUint8Array(out, first.source.subarray(first.from, to));
    }
    work.add(items.length);
  }
  writeDeletes(out, deletes);
  return encoding.toUint8Array(out);
};
