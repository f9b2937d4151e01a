import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as sha256 from 'lib0/hash/sha256';
import { AT_REST } from './at-rest.ts';

const VERSION = 1;
const CHECK_BYTES = 16;

const checkOf = (bytes: Uint8Array): Uint8Array => sha256.digest(bytes).subarray(0, CHECK_BYTES);

/** Opened bodies of one document, plain, by the digest of their envelope, as one record. */
export const encodeOpened = (opened: Iterable<readonly [digest: string, plain: Uint8Array]>): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, VERSION);
  for (const [digest, plain] of opened) {
    encoding.writeVarString(out, digest);
    encoding.writeVarUint8Array(out, plain);
  }
  const body = encoding.toUint8Array(out);
  const whole = new Uint8Array(CHECK_BYTES + body.byteLength);
  whole.set(checkOf(body));
  whole.set(body, CHECK_BYTES);
  return AT_REST.encode(whole);
};

/** Empty when the record is damaged or of another version: what it held is opened again. Never throws. */
export const decodeOpened = (stored: unknown): Map<string, Uint8Array> => {
  try {
    const whole = stored instanceof Uint8Array ? AT_REST.decode(stored) : undefined;
    if (whole === undefined) return new Map();
    const body = whole.subarray(CHECK_BYTES);
    const check = checkOf(body);
    if (whole.byteLength < CHECK_BYTES || check.some((byte, i) => whole[i] !== byte)) return new Map();
    const from = decoding.createDecoder(body);
    if (decoding.readVarUint(from) !== VERSION) return new Map();
    const opened = new Map<string, Uint8Array>();
    while (decoding.hasContent(from)) {
      const digest = decoding.readVarString(from);
      opened.set(digest, decoding.readVarUint8Array(from).slice());
    }
    return opened;
  } catch {
    return new Map();
  }
};
