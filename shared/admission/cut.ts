import * as encoding from 'lib0/encoding';
import type * as Y from 'yjs';
import { ownerOf } from '../ids/client-id.ts';
import { writeDeletes } from './encode-update.ts';
import { clockOf, liveParts } from './live.ts';
import type { DeleteRange, ScannedSection, ScannedUpdate } from './scan.ts';

/** What is left of an update once everything foreign or known is left out. */
export interface CutUpdate {
  /** Own sections that bring something new. */
  readonly sections: readonly ScannedSection[];
  /** Deleted ranges that change something: known and alive here, or new in `sections`. */
  readonly deletes: readonly DeleteRange[];
  /** v1 bytes of just that; undefined when nothing is left. */
  readonly bytes: Uint8Array | undefined;
  /** Something foreign was left out that this document lacks: worth a look into the journal. */
  readonly foreignUnknown: boolean;
  /** Structs under client ids of others, unknown here, were among it. */
  readonly foreignSections: boolean;
}

/**
 * Leaves out of an update the structs of other accounts (a replica uploads its own only) and deletions of what the
 * document does not know. What remains can be judged and applied without anything left waiting.
 * @param owner the account number whose structs may come in
 */
export const cutUpdate = (doc: Y.Doc, update: Uint8Array, scanned: ScannedUpdate, owner: number): CutUpdate => {
  const sections: ScannedSection[] = [];
  let foreignSections = false;
  for (const section of scanned.sections) {
    const known = section.end <= clockOf(doc, section.client);
    if (known) continue;
    if (ownerOf(section.client) === owner) sections.push(section);
    else foreignSections = true;
  }
  let foreignUnknown = foreignSections;
  const newEnds = new Map(sections.map((section) => [section.client, section.end]));
  const deletes: DeleteRange[] = [];
  for (const range of scanned.deletes) {
    const known = clockOf(doc, range.client);
    for (const part of liveParts(doc, range)) deletes.push(part.range);
    const from = Math.max(range.clock, known);
    const to = Math.min(range.clock + range.length, newEnds.get(range.client) ?? 0);
    if (from < to) deletes.push({ client: range.client, clock: from, length: to - from });
    if (range.clock + range.length > Math.max(known, newEnds.get(range.client) ?? 0)) foreignUnknown = true;
  }
  if (sections.length === 0 && deletes.length === 0)
    return { sections, deletes, bytes: undefined, foreignUnknown, foreignSections };
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, sections.length);
  for (const section of sections) encoding.writeUint8Array(out, update.subarray(section.from, section.to));
  writeDeletes(out, deletes);
  return { sections, deletes, bytes: encoding.toUint8Array(out), foreignUnknown, foreignSections };
};
