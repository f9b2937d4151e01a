import * as decoding from 'lib0/decoding';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';

/** One presence state; `state` is undefined when its sender leaves. */
export interface PresenceEntry {
  readonly clientId: number;
  readonly clock: number;
  /** JSON, not parsed yet. */
  readonly state: string;
}

/** The content of one frame. Its bytes are copies, because the socket's buffer may be reused at once. */
export type Frame =
  | { readonly kind: 'open'; readonly token: string }
  | { readonly kind: 'state-vector'; readonly vector: Uint8Array }
  /** `isSync`: everything the sender has, after an absence; otherwise a single change. */
  | { readonly kind: 'update'; readonly update: Uint8Array; readonly isSync: boolean }
  | { readonly kind: 'too-large'; readonly isSync: boolean }
  | { readonly kind: 'presence'; readonly entry: PresenceEntry }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'close' }
  /** A known or unknown frame without effect, or a presence frame or message beyond its bound. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'malformed' };

export interface AddressedFrame {
  /** The document, as the sender wrote it. */
  readonly name: string;
  readonly frame: Frame;
}

const AUTH_TOKEN = 0;
const IGNORED: Frame = { kind: 'ignored' };
const MALFORMED: Frame = { kind: 'malformed' };

/**
 * Length-prefixed bytes as a view; undefined when they are longer than allowed. Throws when they extend beyond the frame:
 * lib0 would read on in the memory after it, which holds other people's frames.
 */
export const readBounded = (from: decoding.Decoder, most: number): Uint8Array | undefined => {
  const length = decoding.readVarUint(from);
  if (length > from.arr.byteLength - from.pos) throw new Error('the frame is shorter than it says');
  const start = from.pos;
  from.pos += length;
  return length > most ? undefined : from.arr.subarray(start, start + length);
};

const textDecoder = new TextDecoder('utf-8', { fatal: true });

export const readText = (from: decoding.Decoder, most: number): string | undefined => {
  const bytes = readBounded(from, most);
  return bytes === undefined ? undefined : textDecoder.decode(bytes);
};

const copy = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

const readSync = (from: decoding.Decoder, updateBytes: number): Frame => {
  const kind = decoding.readVarUint(from);
  if (kind === SYNC.step1) {
    const vector = readBounded(from, GATE_LIMITS.stateVectorBytes);
    return vector === undefined ? MALFORMED : { kind: 'state-vector', vector: copy(vector) };
  }
  if (kind !== SYNC.step2 && kind !== SYNC.update) return MALFORMED;
  const isSync = kind === SYNC.step2;
  const update = readBounded(from, updateBytes);
  return update === undefined ? { kind: 'too-large', isSync } : { kind: 'update', update: copy(update), isSync };
};

const readPresence = (from: decoding.Decoder): Frame => {
  const bytes = readBounded(from, GATE_LIMITS.presenceBytes);
  if (bytes === undefined) return IGNORED;
  const entries = decoding.createDecoder(bytes);
  if (decoding.readVarUint(entries) !== 1) return IGNORED;
  const clientId = decoding.readVarUint(entries);
  const clock = decoding.readVarUint(entries);
  const state = readText(entries, GATE_LIMITS.presenceBytes);
  return state === undefined ? IGNORED : { kind: 'presence', entry: { clientId, clock, state } };
};

const readBody = (from: decoding.Decoder, updateBytes: number): Frame => {
  switch (decoding.readVarUint(from)) {
    case FRAME.sync:
    case FRAME.syncReply:
      return readSync(from, updateBytes);
    case FRAME.awareness:
      return readPresence(from);
    case FRAME.auth: {
      if (decoding.readVarUint(from) !== AUTH_TOKEN) return IGNORED;
      const token = readText(from, GATE_LIMITS.tokenBytes);
      return token === undefined ? MALFORMED : { kind: 'open', token };
    }
    case FRAME.stateless: {
      const text = readText(from, GATE_LIMITS.messageBytes);
      return text === undefined ? IGNORED : { kind: 'message', text };
    }
    case FRAME.close:
      return { kind: 'close' };
    default:
      return IGNORED;
  }
};

/**
 * Reads one frame, once: every length is checked against its bound before anything is decoded.
 * @returns undefined when the bytes do not even name a document
 */
export const parseFrame = (bytes: Uint8Array, updateBytes: number): AddressedFrame | undefined => {
  const from = decoding.createDecoder(bytes);
  let name: string | undefined;
  try {
    name = readText(from, GATE_LIMITS.documentNameBytes);
  } catch {
    return undefined;
  }
  if (name === undefined) return undefined;
  try {
    return { name, frame: readBody(from, updateBytes) };
  } catch {
    return { name, frame: MALFORMED };
  }
};
