import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/**
 * What everything people write is wrapped in. `by` is the author's account number, `device` the number of the
 * writing browser profile, `at` the writer's clock in ms since 1970, `alg` how `body` is to be read: 0 = UTF-8 JSON,
 * other numbers are sealed and carried unread.
 */
export interface Envelope {
  readonly by: number;
  readonly device: number;
  readonly at: number;
  readonly alg: number;
  readonly body: Uint8Array;
  /** Of a message: ids of the blobs the body refers to, each once, so that a server can guard them unread. Never empty. */
  readonly blobs?: readonly string[];
  readonly sig?: Uint8Array;
  /** In a deletion: the account number of the deleted message's author. */
  readonly author?: number;
  /** Of a message or an edit: the account numbers it mentions, ascending, each once; `EVERYBODY` for all. Never empty. */
  readonly mentions?: readonly number[];
  /** Of a message or an edit: it notifies nobody. */
  readonly quiet?: true;
  /** Trailing fields of later versions, kept as they are: tag and bytes. */
  readonly rest?: readonly (readonly [tag: number, bytes: Uint8Array])[];
}

/** Stands for all members among mentioned accounts. */
export const EVERYBODY = 0;

const TAG = { blobs: 1, sig: 2, author: 3, mentions: 4, quiet: 5 } as const;
const MAX_FIELDS = 16;

const ascending = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** One compact tuple: by, device, at, alg, body, then tagged trailing fields. */
export const encodeEnvelope = (envelope: Envelope): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, envelope.by);
  encoding.writeVarUint(out, envelope.device);
  encoding.writeVarUint(out, envelope.at);
  encoding.writeVarUint(out, envelope.alg);
  encoding.writeVarUint8Array(out, envelope.body);
  const field = (tag: number, write: (into: encoding.Encoder) => void) => {
    encoding.writeVarUint(out, tag);
    const into = encoding.createEncoder();
    write(into);
    encoding.writeVarUint8Array(out, encoding.toUint8Array(into));
  };
  const { blobs, sig, author, mentions = [], quiet, rest } = envelope;
  if (blobs !== undefined)
    field(TAG.blobs, (into) => {
      for (const name of blobs) encoding.writeVarString(into, name);
    });
  if (sig !== undefined) field(TAG.sig, (into) => encoding.writeUint8Array(into, sig));
  if (author !== undefined) field(TAG.author, (into) => encoding.writeVarUint(into, author));
  if (mentions.length > 0)
    field(TAG.mentions, (into) => {
      for (const number of ascending(mentions)) encoding.writeVarUint(into, number);
    });
  if (quiet !== undefined) field(TAG.quiet, () => {});
  for (const [tag, bytes] of rest ?? []) field(tag, (into) => encoding.writeUint8Array(into, bytes));
  return encoding.toUint8Array(out);
};

const decodeAll = <T>(bytes: Uint8Array, read: (from: decoding.Decoder) => T): T[] => {
  const from = decoding.createDecoder(bytes);
  const all: T[] = [];
  while (decoding.hasContent(from)) all.push(read(from));
  return all;
};

/** Whether the bytes are the one form of their envelope: two forms of one entry would be two entries to some readers. */
export const isCanonicalEnvelope = (bytes: Uint8Array, envelope: Envelope): boolean => {
  const again = encodeEnvelope(envelope);
  return again.byteLength === bytes.byteLength && again.every((byte, i) => byte === bytes[i]);
};

/** The envelope in the bytes; undefined when they are not exactly one. Never throws. */
export const decodeEnvelope = (bytes: Uint8Array): Envelope | undefined => {
  try {
    const from = decoding.createDecoder(bytes);
    const by = decoding.readVarUint(from);
    const device = decoding.readVarUint(from);
    const at = decoding.readVarUint(from);
    const alg = decoding.readVarUint(from);
    const body = decoding.readVarUint8Array(from).slice();
    const envelope: {
      -readonly [K in keyof Envelope]: Envelope[K];
    } = { by, device, at, alg, body };
    const rest: [number, Uint8Array][] = [];
    const seen = new Set<number>();
    while (decoding.hasContent(from)) {
      const tag = decoding.readVarUint(from);
      const value = decoding.readVarUint8Array(from).slice();
      if (seen.has(tag) || seen.size === MAX_FIELDS) return undefined;
      seen.add(tag);
      if (tag === TAG.blobs) envelope.blobs = decodeAll(value, decoding.readVarString);
      else if (tag === TAG.sig) envelope.sig = value;
      else if (tag === TAG.author) envelope.author = decoding.readVarUint(decoding.createDecoder(value));
      else if (tag === TAG.mentions) envelope.mentions = decodeAll(value, decoding.readVarUint);
      else if (tag === TAG.quiet) envelope.quiet = true;
      else rest.push([tag, value]);
    }
    if (rest.length > 0) envelope.rest = rest;
    return envelope;
  } catch {
    return undefined;
  }
};
