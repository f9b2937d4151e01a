import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { FILTER_BYTES, type Filter } from '../../../shared/search/grams.ts';
import { AT_REST } from '../bodies/at-rest.ts';
import { type ChapterSummary, makeChapter, type SearchedChapter } from './searched-chapter.ts';
import type { SearchedMessage } from './searched-message.ts';

/** Raised when the records or the folding change: all texts are read from the documents again. */
const SEARCH_VERSION = 3;

const ULID_DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID_LENGTH = 26;

/** Finds what a failing disk changed; FNV-1a over the bytes, fast enough for every reading. */
const checkOf = (bytes: Uint8Array): number => {
  let check = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) check = Math.imul(check ^ (bytes[i] ?? 0), 0x01000193);
  return check >>> 0;
};

const seal = (out: encoding.Encoder): Uint8Array => {
  const body = encoding.toUint8Array(out);
  const whole = new Uint8Array(body.byteLength + 4);
  whole.set(body);
  new DataView(whole.buffer).setUint32(body.byteLength, checkOf(body));
  return AT_REST.encode(whole);
};
const open = (stored: unknown): decoding.Decoder | undefined => {
  const whole = stored instanceof Uint8Array ? AT_REST.decode(stored) : undefined;
  if (whole === undefined || whole.byteLength < 4) return undefined;
  const body = whole.subarray(0, -4);
  const check = new DataView(whole.buffer, whole.byteOffset + body.byteLength).getUint32(0);
  if (check !== checkOf(body)) return undefined;
  const from = decoding.createDecoder(body);
  return decoding.readVarUint(from) === SEARCH_VERSION ? from : undefined;
};
/** undefined: damaged, or of another version. */
const read = <T>(stored: unknown, work: (from: decoding.Decoder) => T): T | undefined => {
  try {
    const from = open(stored);
    return from === undefined ? undefined : work(from);
  } catch {
    return undefined;
  }
};
const begin = (): encoding.Encoder => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, SEARCH_VERSION);
  return out;
};

/** 26 digits of five bits; the first has three. */
const writeId = (out: encoding.Encoder, id: string): void => {
  let [bits, held] = [0, 0];
  for (let i = 0; i < ULID_LENGTH; i++) {
    const width = i === 0 ? 3 : 5;
    bits = (bits << width) | ULID_DIGITS.indexOf(id.charAt(i));
    held += width;
    if (held >= 8) {
      held -= 8;
      encoding.writeUint8(out, (bits >>> held) & 255);
      bits &= (1 << held) - 1;
    }
  }
};
const readId = (bytes: Uint8Array, at: number): string => {
  let id = '';
  let [bits, held, next] = [0, 0, at];
  for (let i = 0; i < ULID_LENGTH; i++) {
    const width = i === 0 ? 3 : 5;
    if (held < width) {
      bits = (bits << 8) | (bytes[next++] ?? 0);
      held += 8;
    }
    held -= width;
    id += ULID_DIGITS.charAt((bits >>> held) & (2 ** width - 1));
    bits &= (1 << held) - 1;
  }
  return id;
};

/** A message of a chapter that was read from the disk: only what was found needs its id. */
class ReadMessage implements SearchedMessage {
  readonly by: number;
  readonly at: number;
  readonly seq: number;
  readonly due: number;
  readonly flags: number;
  readonly text: string;
  private readonly ids: Uint8Array;
  private readonly place: number;

  constructor(columns: Omit<SearchedMessage, 'id' | 'text'>, text: string, ids: Uint8Array, place: number) {
    this.by = columns.by;
    this.at = columns.at;
    this.seq = columns.seq;
    this.due = columns.due;
    this.flags = columns.flags;
    this.text = text;
    this.ids = ids;
    this.place = place;
  }

  get id(): string {
    return readId(this.ids, this.place);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The texts of a chapter, column by column. */
export const encodeChapter = ({ messages, unopened }: SearchedChapter): Uint8Array => {
  const out = begin();
  encoding.writeVarUint(out, messages.length);
  encoding.writeVarUint(out, unopened);
  for (const { id } of messages) writeId(out, id);
  let before = 0;
  for (const { by, at, seq, due, flags, text } of messages) {
    encoding.writeVarUint(out, by);
    encoding.writeVarInt(out, at - before);
    before = at;
    encoding.writeVarUint(out, seq);
    encoding.writeVarUint(out, due === 0 ? 0 : Math.max(1, due));
    encoding.writeVarUint(out, flags);
    encoding.writeVarUint(out, text.length);
  }
  encoding.writeVarUint8Array(out, encoder.encode(messages.map(({ text }) => text).join('')));
  return seal(out);
};

export const decodeChapter = (stored: unknown): SearchedChapter | undefined =>
  read(stored, (from) => {
    const count = decoding.readVarUint(from);
    const unopened = decoding.readVarUint(from);
    const ids = decoding.readUint8Array(from, count * 16);
    let at = 0;
    const rest = Array.from({ length: count }, () => {
      const by = decoding.readVarUint(from);
      at += decoding.readVarInt(from);
      return {
        by,
        at,
        seq: decoding.readVarUint(from),
        due: decoding.readVarUint(from),
        flags: decoding.readVarUint(from),
        length: decoding.readVarUint(from),
      };
    });
    const all = decoder.decode(decoding.readVarUint8Array(from));
    let start = 0;
    const messages = rest.map((one, i) => {
      const text = all.slice(start, start + one.length);
      start += one.length;
      return new ReadMessage(one, text, ids, i * 16);
    });
    return makeChapter(messages, unopened);
  });

export const encodeSummary = ({ filter, authors, ...numbers }: ChapterSummary): Uint8Array => {
  const out = begin();
  const { count, unopened, oldest, newest, flags } = numbers;
  for (const one of [count, unopened, oldest, newest, flags, authors.length, ...authors])
    encoding.writeVarUint(out, one);
  encoding.writeUint8Array(out, new Uint8Array(filter.buffer, filter.byteOffset, filter.byteLength));
  return seal(out);
};

export const decodeSummary = (stored: unknown): ChapterSummary | undefined =>
  read(stored, (from) => {
    const next = (): number => decoding.readVarUint(from);
    const [count, unopened, oldest, newest, flags] = [next(), next(), next(), next(), next()];
    const authors = Array.from({ length: next() }, next);
    const filter: Filter = new Uint32Array(decoding.readUint8Array(from, FILTER_BYTES).slice().buffer);
    return { count, unopened, oldest, newest, flags, authors, filter };
  });
