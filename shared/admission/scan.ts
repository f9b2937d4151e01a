import * as decoding from 'lib0/decoding';
import type { Limits } from '../protocol/limits.ts';
import type { RefusalCode } from '../protocol/refusal.ts';
import { fail, type Result, succeed } from '../result.ts';
import { type DeleteRange, type DeleteRanges, mergeRanges, type StructId } from './delete-ranges.ts';
import { readPlain, Unacceptable } from './read-plain.ts';
import { Work } from './work.ts';

/**
 * Reads a Yjs v1 update without applying it, byte for byte, so that trailing bytes, duplicate sections and content that
 * has no place in a flat document are seen before Yjs sees them. The format is that of yjs 13 (`UpdateEncoderV1`).
 */

export type ScannedContent =
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  /** `bytes`: the encoded size of all values. */
  | { readonly kind: 'plain'; readonly values: readonly unknown[]; readonly bytes: number }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'deleted' };

export interface ScannedItem {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  readonly origin: StructId | undefined;
  readonly rightOrigin: StructId | undefined;
  /** Given only when both origins are absent. */
  readonly root: string | undefined;
  readonly key: string | undefined;
  readonly content: ScannedContent;
  /** The struct's bytes are `from … to−1` of `source`. */
  readonly source: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Structs of one client id that follow each other: clocks `clock … end−1`. */
export interface ScannedSection {
  readonly client: number;
  readonly clock: number;
  readonly end: number;
  readonly items: readonly ScannedItem[];
}

export interface ScannedUpdate {
  readonly sections: readonly ScannedSection[];
  readonly deletes: DeleteRanges;
}

const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;
const CONTENT_BITS = 0x1f;
const GC = 0;
const SKIP = 10;
/** UTF-8 bytes of a root's name and of a key: what the table allows is shorter, also in wide characters. */
const MAX_ROOT_BYTES = 256;
const MAX_KEY_BYTES = 1024;

type ScanLimits = Pick<Limits, 'updateEntries' | 'updateRanges' | 'updateClientIds' | 'structLength'>;

const readId = (from: decoding.Decoder): StructId => ({
  client: decoding.readVarUint(from),
  clock: decoding.readVarUint(from),
});

const readName = (from: decoding.Decoder, most: number, code: RefusalCode): string => {
  const start = from.pos;
  if (decoding.readVarUint(from) > most) throw new Unacceptable(code);
  from.pos = start;
  return decoding.readVarString(from);
};

const readContent = (from: decoding.Decoder, ref: number, work: Work): [ScannedContent, length: number] => {
  switch (ref) {
    case 1:
      return [{ kind: 'deleted' }, decoding.readVarUint(from)];
    case 3:
      return [{ kind: 'bytes', value: decoding.readVarUint8Array(from) }, 1];
    case 4: {
      const text = decoding.readVarString(from);
      return [{ kind: 'string', text }, text.length];
    }
    case 8: {
      const count = decoding.readVarUint(from);
      const start = from.pos;
      const values: unknown[] = [];
      for (let i = 0; i < count; i++) values.push(readPlain(from, work));
      return [{ kind: 'plain', values, bytes: from.pos - start }, count];
    }
    // JSON, embeds, formats, types and documents have no place in flat maps and plain texts.
    default:
      throw new Unacceptable('nested');
  }
};

const readItem = (
  from: decoding.Decoder,
  client: number,
  clock: number,
  limits: ScanLimits,
  work: Work,
): ScannedItem => {
  work.add();
  const start = from.pos;
  const info = decoding.readUint8(from);
  const ref = info & CONTENT_BITS;
  // Garbage structs arise only from nested types; at a victim's next clock one would erase what the victim writes.
  if (ref === GC) throw new Unacceptable('malformed');
  // A skip leaves everything behind it waiting in memory, to be integrated by somebody else's update.
  if (ref === SKIP) throw new Unacceptable('missing-dependencies');
  const origin = info & HAS_ORIGIN ? readId(from) : undefined;
  const rightOrigin = info & HAS_RIGHT_ORIGIN ? readId(from) : undefined;
  let root: string | undefined;
  let key: string | undefined;
  if (origin === undefined && rightOrigin === undefined) {
    if (decoding.readVarUint(from) !== 1) throw new Unacceptable('nested');
    root = readName(from, MAX_ROOT_BYTES, 'unknown-root');
    if (info & HAS_KEY) key = readName(from, MAX_KEY_BYTES, 'bad-key');
  }
  const [content, length] = readContent(from, ref, work);
  if (length === 0 || !Number.isSafeInteger(clock + length)) throw new Unacceptable('malformed');
  if (length > limits.structLength) throw new Unacceptable('too-large');
  return {
    client,
    clock,
    length,
    origin,
    rightOrigin,
    root,
    key,
    content,
    source: from.arr,
    from: start,
    to: from.pos,
  };
};

const readSections = (from: decoding.Decoder, limits: ScanLimits, work: Work): ScannedSection[] => {
  const sections: ScannedSection[] = [];
  const clients = new Set<number>();
  let left = limits.updateEntries;
  const count = decoding.readVarUint(from);
  if (count > limits.updateClientIds) throw new Unacceptable('too-large');
  for (let i = 0; i < count; i++) {
    work.add();
    const structs = decoding.readVarUint(from);
    const client = decoding.readVarUint(from);
    const clock = decoding.readVarUint(from);
    // Yjs keeps only the last section of a client id: a second one would hide the first from it, not from us.
    if (clients.has(client) || structs === 0) throw new Unacceptable('malformed');
    clients.add(client);
    left -= structs;
    if (left < 0) throw new Unacceptable('too-large');
    const items: ScannedItem[] = [];
    let end = clock;
    for (let k = 0; k < structs; k++) {
      const item = readItem(from, client, end, limits, work);
      items.push(item);
      end += item.length;
    }
    sections.push({ client, clock, end, items });
  }
  return sections;
};

const readDeletes = (from: decoding.Decoder, limits: ScanLimits, work: Work): DeleteRanges => {
  const ranges: DeleteRange[] = [];
  let left = limits.updateRanges;
  for (let rest = decoding.readVarUint(from); rest > 0; rest--) {
    work.add();
    const client = decoding.readVarUint(from);
    const count = decoding.readVarUint(from);
    // A client id without ranges counts too: there is no reason to send one.
    left -= Math.max(1, count);
    if (left < 0) throw new Unacceptable('too-large');
    for (let i = 0; i < count; i++) {
      work.add();
      const clock = decoding.readVarUint(from);
      const length = decoding.readVarUint(from);
      if (!Number.isSafeInteger(clock + length)) throw new Unacceptable('malformed');
      ranges.push({ client, clock, length });
    }
  }
  return mergeRanges(ranges, work);
};

export type Scan = Result<ScannedUpdate, RefusalCode>;

/**
 * The structs and deleted ranges of a v1 update, or why it cannot be one of ours. Never throws. Takes time in
 * proportion to the bytes; only unsorted deleted ranges cost n log n.
 */
export const scanUpdate = (update: Uint8Array, limits: ScanLimits, work = new Work()): Scan => {
  try {
    const from = decoding.createDecoder(update);
    const sections = readSections(from, limits, work);
    const deletes = readDeletes(from, limits, work);
    // v2 bytes read as v1 are an empty update with a tail; so is most garbage.
    if (decoding.hasContent(from)) return fail('malformed');
    return succeed({ sections, deletes });
  } catch (error) {
    return fail(error instanceof Unacceptable ? error.code : 'malformed');
  }
};
