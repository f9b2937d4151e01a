import type { Connection } from '@hocuspocus/server';
import * as decoding from 'lib0/decoding';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';
import type { Admission } from '../admission/admission.ts';

/** Bytes of one socket that may wait to be admitted; a device that sends more at once is told to come back. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export interface EarlyAdmissions {
  /** Documents this socket has open, by name. */
  readonly connections: Map<string, Connection>;
  /** Begins the admission of a frame's update. Gives false when more waits than may. */
  begin(frame: Uint8Array<ArrayBuffer>): boolean;
  /** The admission that `begin` began for the frame these bytes are part of. */
  of(payload: Uint8Array): Promise<Admission> | undefined;
}

/**
 * Hocuspocus handles the frames of a document one after another, each waiting for the last one's disk. Here a frame's
 * update goes to the door when it arrives, so that several share a judgement, a transaction and a broadcast; Hocuspocus
 * still answers in order, and finds the admission begun.
 * @param admit starts an admission; called in the order of arrival
 */
export const createEarlyAdmissions = (
  admit: (connection: Connection, kind: number, update: Uint8Array) => Promise<Admission>,
): EarlyAdmissions => {
  const connections = new Map<string, Connection>();
  const begun = new WeakMap<ArrayBufferLike, Promise<Admission>>();
  let waitingBytes = 0;

  return {
    connections,
    begin: (frame) => {
      if (waitingBytes + frame.byteLength > MAX_WAITING_BYTES) return false;
      const found = readUpdate(frame, connections);
      if (found === undefined) return true;
      waitingBytes += frame.byteLength;
      const admission = admit(found.connection, found.kind, found.update).finally(() => {
        waitingBytes -= frame.byteLength;
      });
      // Hocuspocus hears of a failure when it gets to the frame, which may be never.
      admission.catch(() => undefined);
      begun.set(frame.buffer, admission);
      return true;
    },
    of: (payload) => begun.get(payload.buffer),
  };
};

/** The update of a sync frame for an open document; undefined for every other frame, malformed ones too. */
const readUpdate = (
  frame: Uint8Array,
  connections: ReadonlyMap<string, Connection>,
): { connection: Connection; kind: number; update: Uint8Array } | undefined => {
  try {
    const from = decoding.createDecoder(frame);
    const connection = connections.get(decoding.readVarString(from));
    if (connection === undefined || decoding.readVarUint(from) !== FRAME.sync) return undefined;
    const kind = decoding.readVarUint(from);
    // A copy: the frame's bytes are blanked once it is admitted.
    return kind === SYNC.step1 ? undefined : { connection, kind, update: decoding.readVarUint8Array(from).slice() };
  } catch {
    return undefined;
  }
};
