import * as encoding from 'lib0/encoding';

/** A struct that no honest client would write: a plain value in a map, or one attached to another struct. */
export interface HandMadeStruct {
  readonly at:
    | { readonly root: string; readonly key: string }
    | { readonly after: readonly [client: number, clock: number] };
  readonly value: unknown;
}

export interface Section {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly HandMadeStruct[];
}

export interface Deletions {
  readonly client: number;
  readonly ranges: readonly (readonly [clock: number, length: number])[];
}

const ANY = 8;
const DELETED = 1;
const HAS_ORIGIN = 0x80;
const HAS_KEY = 0x20;

const writeStruct = (out: encoding.Encoder, { at, value }: HandMadeStruct): void => {
  const isDeleted = value === undefined;
  const content = isDeleted ? DELETED : ANY;
  if ('after' in at) {
    encoding.writeUint8(out, content | HAS_ORIGIN);
    for (const n of at.after) encoding.writeVarUint(out, n);
  } else {
    encoding.writeUint8(out, content | HAS_KEY);
    encoding.writeVarUint(out, 1);
    encoding.writeVarString(out, at.root);
    encoding.writeVarString(out, at.key);
  }
  encoding.writeVarUint(out, 1);
  if (!isDeleted) encoding.writeAny(out, value as string);
};

/** A Yjs v1 update of exactly these sections and ranges, in this order, overlapping or not. */
export const handMadeUpdate = (sections: readonly Section[], deletions: readonly Deletions[] = []): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarUint(out, sections.length);
    for (const { client, clock, structs } of sections) {
      for (const n of [structs.length, client, clock]) encoding.writeVarUint(out, n);
      for (const struct of structs) writeStruct(out, struct);
    }
    encoding.writeVarUint(out, deletions.length);
    for (const { client, ranges } of deletions) {
      encoding.writeVarUint(out, client);
      encoding.writeVarUint(out, ranges.length);
      for (const range of ranges) for (const n of range) encoding.writeVarUint(out, n);
    }
  });
