import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';

/**
 * Leaves out of broadcasts what the device of this connection wrote itself: it gets the stamps alone. What was not noted in
 * time is sent whole, which does no harm.
 */
export const createOwnStructs = () => {
  /** Up to which clock the device has what it wrote since the last broadcast, by client id. */
  const own = new Map<number, number>();

  return {
    /** @param update a single change of the device that was admitted: it holds nothing but what it wrote */
    note: (update: Uint8Array): void => {
      for (const [clientId, clock] of Y.parseUpdateMeta(update).to)
        own.set(clientId, Math.max(clock, own.get(clientId) ?? 0));
    },
    without: (frame: Uint8Array): Uint8Array => {
      if (own.size === 0) return frame;
      const from = decoding.createDecoder(frame);
      const name = decoding.readVarString(from);
      if (decoding.readVarUint(from) !== FRAME.sync || decoding.readVarUint(from) !== SYNC.update) return frame;
      const update = decoding.readVarUint8Array(from);
      const rest = Y.diffUpdate(update, Y.encodeStateVector(own));
      own.clear();
      return encoding.encode((out) => {
        encoding.writeVarString(out, name);
        encoding.writeVarUint(out, FRAME.sync);
        encoding.writeVarUint(out, SYNC.update);
        encoding.writeVarUint8Array(out, rest);
      });
    },
  };
};
export type OwnStructs = ReturnType<typeof createOwnStructs>;
