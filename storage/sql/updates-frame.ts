import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** The updates of one journal row in one blob: for each its length as a varuint, then its bytes. */
export const frameUpdates = (updates: readonly Uint8Array[]): Uint8Array => {
  const encoder = encoding.createEncoder();
  for (const update of updates) encoding.writeVarUint8Array(encoder, update);
  return encoding.toUint8Array(encoder);
};

/** Throws when the blob is not what `frameUpdates` makes. */
export const parseUpdates = (frame: Uint8Array): Uint8Array[] => {
  const decoder = decoding.createDecoder(frame);
  const updates: Uint8Array[] = [];
  while (decoding.hasContent(decoder)) {
    const update = decoding.readVarUint8Array(decoder);
    updates.push(update);
  }
  return updates;
};
