import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { FRAME as TYPE } from '../../shared/protocol/wire.ts';

/** Types a stock client may send on. */
const FROM_CLIENT: ReadonlySet<number> = new Set([TYPE.sync, TYPE.awareness, TYPE.queryAwareness]);

/** Bytes of a client's awareness frame: what it hears of all members of the largest group, with room. */
const AWARENESS_BYTES = 64 * 1024;

const AUTH_TOKEN = 0;
const PERMISSION_DENIED = 1;

const build = (write: (encoder: encoding.Encoder) => void): Uint8Array => encoding.encode(write);

/** The Auth frame a Hocuspocus provider would have sent. */
export const authFrame = (document: string, token: string): Uint8Array =>
  build((encoder) => {
    encoding.writeVarString(encoder, document);
    encoding.writeVarUint(encoder, TYPE.auth);
    encoding.writeVarUint(encoder, AUTH_TOKEN);
    encoding.writeVarString(encoder, token);
  });

/** y-protocols' "permission denied". */
export const deniedFrame = (reason: string): Uint8Array =>
  build((encoder) => {
    encoding.writeVarUint(encoder, TYPE.auth);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, reason);
  });

const withType = (type: number, rest: Uint8Array): Uint8Array =>
  build((encoder) => {
    encoding.writeVarUint(encoder, type);
    encoding.writeUint8Array(encoder, rest);
  });

/**
 * Of an awareness update only the entry of one client id: y-websocket repeats what it hears of others, and nobody may
 * speak for them. Undefined when nothing is left. Throws on bytes that are no awareness update.
 */
const ownAwareness = (rest: Uint8Array, clientId: number): Uint8Array | undefined => {
  if (rest.byteLength > AWARENESS_BYTES) return undefined;
  const update = decoding.createDecoder(decoding.readVarUint8Array(decoding.createDecoder(rest)));
  for (let count = decoding.readVarUint(update); count > 0; count--) {
    const id = decoding.readVarUint(update);
    const clock = decoding.readVarUint(update);
    const state = decoding.readVarString(update);
    if (id !== clientId) continue;
    const own = build((encoder) => {
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarUint(encoder, id);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, state);
    });
    return build((encoder) => encoding.writeVarUint8Array(encoder, own));
  }
  return undefined;
};

/** A frame of a stock client as Hocuspocus reads it; undefined for one it must not see. Throws on malformed bytes. */
export const towardsServer = (frame: Uint8Array, document: string, clientId: number): Uint8Array | undefined => {
  const decoder = decoding.createDecoder(frame);
  const type = decoding.readVarUint(decoder);
  if (!FROM_CLIENT.has(type)) return undefined;
  const rest = decoding.readTailAsUint8Array(decoder);
  const body = type === TYPE.awareness ? ownAwareness(rest, clientId) : rest;
  if (body === undefined) return undefined;
  return build((encoder) => {
    encoding.writeVarString(encoder, document);
    encoding.writeUint8Array(encoder, withType(type, body));
  });
};

/** What becomes of a frame of Hocuspocus on its way to a stock client. */
export type Translated =
  | { readonly kind: 'send'; readonly frame: Uint8Array }
  | { readonly kind: 'stateless'; readonly text: string }
  /** Denied: the client shows the reason; a close must follow. */
  | { readonly kind: 'denied'; readonly reason: string; readonly frame: Uint8Array }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'drop' };

export const towardsClient = (frame: Uint8Array): Translated => {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarString(decoder);
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case TYPE.sync:
    case TYPE.syncReply:
      return { kind: 'send', frame: withType(TYPE.sync, decoding.readTailAsUint8Array(decoder)) };
    case TYPE.awareness:
    case TYPE.queryAwareness:
      return { kind: 'send', frame: withType(type, decoding.readTailAsUint8Array(decoder)) };
    case TYPE.auth: {
      if (decoding.readVarUint(decoder) !== PERMISSION_DENIED) return { kind: 'drop' };
      const reason = decoding.readVarString(decoder);
      return { kind: 'denied', reason, frame: deniedFrame(reason) };
    }
    case TYPE.stateless:
      return { kind: 'stateless', text: decoding.readVarString(decoder) };
    case TYPE.close:
      return { kind: 'closed', reason: decoding.readVarString(decoder) };
    case TYPE.syncStatus:
      // 0: what was sent is not applied and never will be (a read-only token); a stock client would not notice.
      return decoding.readVarUint(decoder) === 0 ? { kind: 'unsaved' } : { kind: 'drop' };
    default:
      return { kind: 'drop' };
  }
};

/** An awareness update about nobody: keeps a stock client's watchdog (30 s without a message) quiet. */
export const KEEP_ALIVE: Uint8Array = build((encoder) => {
  encoding.writeVarUint(encoder, TYPE.awareness);
  encoding.writeVarUint8Array(encoder, Uint8Array.of(0));
});
