import * as decoding from 'lib0/decoding';
import type { RefusalCode } from '../protocol/refusal.ts';

/**
 * Reads a Yjs v1 update without applying it, byte for byte, so that trailing bytes, duplicate sections and content that
 * has no place in a flat document are seen before Yjs sees them. The format is that of yjs 13 (`UpdateEncoderV1`).
 */

export interface StructId {
  readonly client: number;
  readonly clock: number;
}

export type ScannedContent =
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'plain'; readonly values: readonly unknown[] }
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
}

/** The structs of one client id: clocks `clock … end−1`, bytes `from … to−1` of the update, header included. */
export interface ScannedSection {
  readonly client: number;
  readonly clock: number;
  readonly end: number;
  readonly items: readonly ScannedItem[];
  readonly from: number;
  readonly to: number;
}

export interface DeleteRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

export interface ScannedUpdate {
  readonly sections: readonly ScannedSection[];
  readonly deletes: readonly DeleteRange[];
}

class Unacceptable extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}

const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_KEY = 0x20;
const CONTENT_BITS = 0x1f;
const GC = 0;
const SKIP = 10;

const readId = (from: decoding.Decoder): StructId => ({
  client: decoding.readVarUint(from),
  clock: decoding.readVarUint(from),
});

const readContent = (from: decoding.Decoder, ref: number): [ScannedContent, length: number] => {
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
      const values: unknown[] = [];
      for (let i = 0; i < count; i++) values.push(decoding.readAny(from));
      return [{ kind: 'plain', values }, count];
    }
    // JSON, embeds, formats, types and documents have no place in flat maps and plain texts.
    default:
      throw new Unacceptable('nested');
  }
};

const readItem = (from: decoding.Decoder, client: number, clock: number): ScannedItem => {
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
    root = decoding.readVarString(from);
    if (info & HAS_KEY) key = decoding.readVarString(from);
  }
  const [content, length] = readContent(from, ref);
  if (length === 0 || !Number.isSafeInteger(clock + length)) throw new Unacceptable('malformed');
  return { client, clock, length, origin, rightOrigin, root, key, content };
};

const readSections = (from: decoding.Decoder, budget: { left: number }): ScannedSection[] => {
  const sections: ScannedSection[] = [];
  const clients = new Set<number>();
  for (let rest = decoding.readVarUint(from); rest > 0; rest--) {
    const start = from.pos;
    const count = decoding.readVarUint(from);
    const client = decoding.readVarUint(from);
    const clock = decoding.readVarUint(from);
    // Yjs keeps only the last section of a client id: a second one would hide the first from it, not from us.
    if (clients.has(client) || count === 0) throw new Unacceptable('malformed');
    clients.add(client);
    budget.left -= count;
    if (budget.left < 0) throw new Unacceptable('too-large');
    const items: ScannedItem[] = [];
    let end = clock;
    for (let i = 0; i < count; i++) {
      const item = readItem(from, client, end);
      items.push(item);
      end += item.length;
    }
    sections.push({ client, clock, end, items, from: start, to: from.pos });
  }
  return sections;
};

const readDeletes = (from: decoding.Decoder, budget: { left: number }): DeleteRange[] => {
  const ranges: DeleteRange[] = [];
  for (let rest = decoding.readVarUint(from); rest > 0; rest--) {
    const client = decoding.readVarUint(from);
    const count = decoding.readVarUint(from);
    budget.left -= count;
    if (budget.left < 0) throw new Unacceptable('too-large');
    for (let i = 0; i < count; i++) {
      const clock = decoding.readVarUint(from);
      const length = decoding.readVarUint(from);
      if (!Number.isSafeInteger(clock + length)) throw new Unacceptable('malformed');
      if (length > 0) ranges.push({ client, clock, length });
    }
  }
  return ranges;
};

/**
 * The structs and deleted ranges of a v1 update, or why it cannot be one of ours. Never throws.
 * @param maxEntries bound for structs and, separately, for deleted ranges.
 */
export const scanUpdate = (
  update: Uint8Array,
  maxEntries: number,
): { ok: true; scanned: ScannedUpdate } | { ok: false; code: RefusalCode } => {
  try {
    const from = decoding.createDecoder(update);
    const sections = readSections(from, { left: maxEntries });
    const deletes = readDeletes(from, { left: maxEntries });
    // v2 bytes read as v1 are an empty update with a tail; so is most garbage.
    if (decoding.hasContent(from)) return { ok: false, code: 'malformed' };
    return { ok: true, scanned: { sections, deletes } };
  } catch (error) {
    return { ok: false, code: error instanceof Unacceptable ? error.code : 'malformed' };
  }
};
