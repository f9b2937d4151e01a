import * as encoding from 'lib0/encoding';
import type { StructId } from './delete-ranges.ts';
import { type DeleteRange, type DeleteRanges, mergeRanges } from './delete-ranges.ts';

/** One map entry to be set: plain values or bytes; `origin` is the entry it overwrites, undefined for a new key. */
export interface MapSet {
  readonly root: string;
  readonly key: string;
  readonly value: Uint8Array | encoding.AnyEncodable;
  readonly origin: StructId | undefined;
}

const writeItem = (out: encoding.Encoder, set: MapSet): void => {
  const bytes = set.value instanceof Uint8Array;
  encoding.writeUint8(out, (bytes ? 3 : 8) | (set.origin === undefined ? 0x20 : 0x80 | 0x20));
  if (set.origin === undefined) {
    encoding.writeVarUint(out, 1);
    encoding.writeVarString(out, set.root);
    encoding.writeVarString(out, set.key);
  } else {
    encoding.writeVarUint(out, set.origin.client);
    encoding.writeVarUint(out, set.origin.clock);
  }
  if (bytes) encoding.writeVarUint8Array(out, set.value);
  else {
    encoding.writeVarUint(out, 1);
    encoding.writeAny(out, set.value);
  }
};

/** Deleted ranges as Yjs writes them: by client id, descending; ranges ascending. */
export const writeDeletes = (out: encoding.Encoder, ranges: DeleteRanges): void => {
  encoding.writeVarUint(out, ranges.size);
  for (const client of [...ranges.keys()].sort((a, b) => b - a)) {
    const list = ranges.get(client) ?? [];
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, list.length);
    for (const range of list) {
      encoding.writeVarUint(out, range.clock);
      encoding.writeVarUint(out, range.length);
    }
  }
};

/**
 * A v1 update that sets map entries under one client id from a clock on, and deletes ranges; made without a document,
 * so that it can be written to the journal before it is applied.
 */
export const encodeUpdate = (
  client: number,
  clock: number,
  sets: readonly MapSet[],
  deletes: readonly DeleteRange[],
): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, sets.length === 0 ? 0 : 1);
  if (sets.length > 0) {
    encoding.writeVarUint(out, sets.length);
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, clock);
    for (const set of sets) writeItem(out, set);
  }
  writeDeletes(out, mergeRanges(deletes));
  return encoding.toUint8Array(out);
};
