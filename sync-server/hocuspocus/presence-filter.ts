import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { ownerOf } from '../../shared/ids/client-id.ts';
import { FRAME } from '../../shared/protocol/wire.ts';

/**
 * Removes the states of some people from an awareness frame. The client id of a state says whose it is.
 * @param hidden account numbers
 * @returns the frame itself when it has none of them; undefined when nothing else is left
 */
export const withoutPresenceOf = (frame: Uint8Array, hidden: ReadonlySet<number>): Uint8Array | undefined => {
  if (hidden.size === 0) return frame;
  const from = decoding.createDecoder(frame);
  const document = decoding.readVarString(from);
  if (decoding.readVarUint(from) !== FRAME.awareness) return frame;
  const states = decoding.createDecoder(decoding.readVarUint8Array(from));
  const count = decoding.readVarUint(states);
  const kept: { client: number; clock: number; state: string }[] = [];
  for (let i = 0; i < count; i++) {
    const client = decoding.readVarUint(states);
    const entry = { client, clock: decoding.readVarUint(states), state: decoding.readVarString(states) };
    if (!hidden.has(ownerOf(client))) kept.push(entry);
  }
  if (kept.length === count) return frame;
  if (kept.length === 0) return undefined;
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, kept.length);
  for (const { client, clock, state } of kept) {
    encoding.writeVarUint(inner, client);
    encoding.writeVarUint(inner, clock);
    encoding.writeVarString(inner, state);
  }
  const out = encoding.createEncoder();
  encoding.writeVarString(out, document);
  encoding.writeVarUint(out, FRAME.awareness);
  encoding.writeVarUint8Array(out, encoding.toUint8Array(inner));
  return encoding.toUint8Array(out);
};
