import * as decoding from 'lib0/decoding';
import { ownerOf } from '../../shared/ids/client-id.ts';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import { FRAME } from '../../shared/protocol/wire.ts';
import { type PresenceEntry, readBounded, readText } from '../gate/parse-frame.ts';
import { readPresence } from '../gate/presence.ts';

/** Bounds on what the presence of one document takes: 256 members with eight devices each, and as much again. */
const RELAY_LIMITS = { bytes: 256 * 1024, entries: 4_096 } as const;

/** What one instance says of a document, as far as it is presence. */
export type Relayed =
  | { readonly kind: 'presence'; readonly from: string; readonly name: string; readonly entries: PresenceEntry[] }
  /** It asks who is there. */
  | { readonly kind: 'query'; readonly from: string; readonly name: string };

/** The extension's messages: length and name of the instance, then a frame of a document. */
const frameOf = (message: Uint8Array): Uint8Array => message.subarray(1 + (message[0] ?? 0));

/** The type of the frame in a message of the extension; undefined when it has none. */
export const messageTypeOf = (message: Uint8Array): number | undefined => {
  try {
    const from = decoding.createDecoder(frameOf(message));
    return readText(from, GATE_LIMITS.documentNameBytes) === undefined ? undefined : decoding.readVarUint(from);
  } catch {
    return undefined;
  }
};

const readEntries = (bytes: Uint8Array): PresenceEntry[] | undefined => {
  const from = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(from);
  if (count > RELAY_LIMITS.entries) return undefined;
  const entries: PresenceEntry[] = [];
  for (let i = 0; i < count; i++) {
    const clientId = decoding.readVarUint(from);
    const clock = decoding.readVarUint(from);
    const state = readText(from, GATE_LIMITS.presenceBytes);
    if (state === undefined) return undefined;
    const entry = { clientId, clock, state };
    // Judged like the presence of a device: of a person, under a client id of that person.
    if (readPresence(entry, ownerOf(clientId)) !== undefined) entries.push(entry);
  }
  return entries;
};

/** Reads a message of another instance; undefined for all that is not well-formed presence. */
export const readRelayed = (message: Uint8Array): Relayed | undefined => {
  if (message.byteLength > RELAY_LIMITS.bytes) return undefined;
  try {
    const from = Buffer.from(message.subarray(1, 1 + (message[0] ?? 0))).toString();
    const frame = decoding.createDecoder(frameOf(message));
    const name = readText(frame, GATE_LIMITS.documentNameBytes);
    if (name === undefined) return undefined;
    const type = decoding.readVarUint(frame);
    if (type === FRAME.queryAwareness) return { kind: 'query', from, name };
    if (type !== FRAME.awareness) return undefined;
    const bytes = readBounded(frame, RELAY_LIMITS.bytes);
    const entries = bytes === undefined ? undefined : readEntries(bytes);
    return entries === undefined ? undefined : { kind: 'presence', from, name, entries };
  } catch {
    return undefined;
  }
};
