import * as encoding from 'lib0/encoding';
import type { DeniedReason, ServerMessage } from '../../shared/protocol/messages.ts';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';

/** Frames of the server about one document. */

const PERMISSION_DENIED = 1;
const AUTHENTICATED = 2;

const frame = (document: string, type: number, write: (out: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarString(out, document);
    encoding.writeVarUint(out, type);
    write(out);
  });

export const openedFrame = (document: string, readOnly: boolean): Uint8Array =>
  frame(document, FRAME.auth, (out) => {
    encoding.writeVarUint(out, AUTHENTICATED);
    encoding.writeVarString(out, readOnly ? 'readonly' : 'read-write');
  });

export const deniedFrame = (document: string, reason: DeniedReason | 'refused'): Uint8Array =>
  frame(document, FRAME.auth, (out) => {
    encoding.writeVarUint(out, PERMISSION_DENIED);
    encoding.writeVarString(out, reason);
  });

/** @param saved true: on disk and applied, or nothing new; false: refused */
export const statusFrame = (document: string, saved: boolean): Uint8Array =>
  frame(document, FRAME.syncStatus, (out) => encoding.writeVarUint(out, saved ? 1 : 0));

export const messageFrame = (document: string, message: ServerMessage): Uint8Array =>
  frame(document, FRAME.stateless, (out) => encoding.writeVarString(out, JSON.stringify(message)));

export const step1Frame = (document: string, stateVector: Uint8Array): Uint8Array =>
  frame(document, FRAME.sync, (out) => {
    encoding.writeVarUint(out, SYNC.step1);
    encoding.writeVarUint8Array(out, stateVector);
  });

export const step2Frame = (document: string, update: Uint8Array): Uint8Array =>
  frame(document, FRAME.sync, (out) => {
    encoding.writeVarUint(out, SYNC.step2);
    encoding.writeVarUint8Array(out, update);
  });
