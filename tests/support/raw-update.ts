import * as encoding from 'lib0/encoding';

/** A struct as its bytes state it, however wrong. */
export interface RawStruct {
  readonly origin?: readonly [client: number, clock: number] | undefined;
  readonly rightOrigin?: readonly [client: number, clock: number] | undefined;
  readonly root?: string;
  readonly key?: string;
  readonly bytes?: Uint8Array;
  /** Length of a deleted struct. */
  readonly dead?: number;
  readonly any?: readonly unknown[];
  readonly text?: string;
  /** Any other content, or a garbage or skip struct: its number and its bytes. */
  readonly raw?: readonly [ref: number, bytes: Uint8Array];
}

export interface RawSection {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly RawStruct[];
}

export type RawDeletes = readonly (readonly [
  client: number,
  ranges: readonly (readonly [clock: number, length: number])[],
])[];

const refOf = ({ raw, bytes, dead, any }: RawStruct): number => {
  if (raw !== undefined) return raw[0];
  if (bytes !== undefined) return 3;
  if (dead !== undefined) return 1;
  return any === undefined ? 4 : 8;
};

const writeStruct = (out: encoding.Encoder, struct: RawStruct): void => {
  const { origin, rightOrigin, root, key, bytes, dead, any, text, raw } = struct;
  const hasNeighbour = origin !== undefined || rightOrigin !== undefined;
  encoding.writeUint8(
    out,
    refOf(struct) |
      (origin === undefined ? 0 : 0x80) |
      (rightOrigin === undefined ? 0 : 0x40) |
      (key === undefined ? 0 : 0x20),
  );
  for (const id of [origin, rightOrigin]) if (id !== undefined) for (const part of id) encoding.writeVarUint(out, part);
  if (!hasNeighbour && raw?.[0] !== 0 && raw?.[0] !== 10) {
    encoding.writeVarUint(out, 1);
    encoding.writeVarString(out, root ?? '');
    if (key !== undefined) encoding.writeVarString(out, key);
  }
  if (raw !== undefined) encoding.writeUint8Array(out, raw[1]);
  else if (bytes !== undefined) encoding.writeVarUint8Array(out, bytes);
  else if (dead !== undefined) encoding.writeVarUint(out, dead);
  else if (any !== undefined) {
    encoding.writeVarUint(out, any.length);
    for (const value of any) encoding.writeAny(out, value as encoding.AnyEncodable);
  } else encoding.writeVarString(out, text ?? '');
};

/** The v1 bytes of an update assembled by hand, which can hold what no honest Yjs would write. */
export const rawUpdate = (sections: readonly RawSection[], deletes: RawDeletes = []): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, sections.length);
  for (const { client, clock, structs } of sections) {
    encoding.writeVarUint(out, structs.length);
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, clock);
    for (const struct of structs) writeStruct(out, struct);
  }
  encoding.writeVarUint(out, deletes.length);
  for (const [client, ranges] of deletes) {
    encoding.writeVarUint(out, client);
    encoding.writeVarUint(out, ranges.length);
    for (const [clock, length] of ranges) {
      encoding.writeVarUint(out, clock);
      encoding.writeVarUint(out, length);
    }
  }
  return encoding.toUint8Array(out);
};
