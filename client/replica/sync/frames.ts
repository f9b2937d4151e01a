import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { SYNC, FRAME as TYPE } from '../../../shared/protocol/wire.ts';

/**
 * What a device sends and receives: document name, type, payload. An unknown or broken frame reads as undefined and is
 * skipped, for a newer server may say more than this version knows.
 */
const AUTH = { token: 0, denied: 1, authenticated: 2 } as const;

export type ServerFrame =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'token-wanted' }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'stateless'; readonly text: string }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'status'; readonly accepted: boolean };

const readSync = (from: decoding.Decoder): ServerFrame | undefined => {
  const kind = decoding.readVarUint(from);
  // Copied: the bytes may be kept by the document, the frame must not be.
  const bytes = decoding.readVarUint8Array(from).slice();
  if (kind === SYNC.step1) return { kind: 'step1', stateVector: bytes };
  if (kind === SYNC.step2) return { kind: 'step2', update: bytes };
  return kind === SYNC.update ? { kind: 'update', update: bytes } : undefined;
};

const readAuth = (from: decoding.Decoder): ServerFrame | undefined => {
  const kind = decoding.readVarUint(from);
  if (kind === AUTH.denied) return { kind: 'denied', reason: decoding.readVarString(from) };
  if (kind === AUTH.authenticated) return { kind: 'authenticated' };
  return kind === AUTH.token ? { kind: 'token-wanted' } : undefined;
};

/** Never throws. */
export const readFrame = (bytes: Uint8Array): { readonly name: string; readonly frame: ServerFrame } | undefined => {
  try {
    const from = decoding.createDecoder(bytes);
    const name = decoding.readVarString(from);
    const frame = ((): ServerFrame | undefined => {
      switch (decoding.readVarUint(from)) {
        case TYPE.sync:
        case TYPE.syncReply:
          return readSync(from);
        case TYPE.awareness:
          return { kind: 'awareness', update: decoding.readVarUint8Array(from).slice() };
        case TYPE.auth:
          return readAuth(from);
        case TYPE.stateless:
          return { kind: 'stateless', text: decoding.readVarString(from) };
        case TYPE.close:
          return { kind: 'closed', reason: decoding.readVarString(from) };
        case TYPE.syncStatus:
          return { kind: 'status', accepted: decoding.readVarUint(from) === 1 };
        default:
          return undefined;
      }
    })();
    return frame === undefined ? undefined : { name, frame };
  } catch {
    return undefined;
  }
};

const frame = (name: string, type: number, write: (out: encoding.Encoder) => void): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarString(out, name);
  encoding.writeVarUint(out, type);
  write(out);
  return encoding.toUint8Array(out);
};
const sync = (name: string, kind: number, bytes: Uint8Array): Uint8Array =>
  frame(name, TYPE.sync, (out) => {
    encoding.writeVarUint(out, kind);
    encoding.writeVarUint8Array(out, bytes);
  });

export const step1Frame = (name: string, stateVector: Uint8Array): Uint8Array => sync(name, SYNC.step1, stateVector);
export const step2Frame = (name: string, update: Uint8Array): Uint8Array => sync(name, SYNC.step2, update);
export const updateFrame = (name: string, update: Uint8Array): Uint8Array => sync(name, SYNC.update, update);
export const tokenFrame = (name: string, token: string, version: string): Uint8Array =>
  frame(name, TYPE.auth, (out) => {
    encoding.writeVarUint(out, AUTH.token);
    encoding.writeVarString(out, token);
    encoding.writeVarString(out, version);
  });
export const awarenessFrame = (name: string, update: Uint8Array): Uint8Array =>
  frame(name, TYPE.awareness, (out) => encoding.writeVarUint8Array(out, update));
export const statelessFrame = (name: string, text: string): Uint8Array =>
  frame(name, TYPE.stateless, (out) => encoding.writeVarString(out, text));
export const closeFrame = (name: string): Uint8Array =>
  frame(name, TYPE.close, (out) => encoding.writeVarString(out, 'not needed'));
