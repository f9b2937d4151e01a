import * as decoding from 'lib0/decoding';
import type { RefusalCode } from '../protocol/refusal.ts';
import type { Work } from './work.ts';

/** Thrown inside the scan, and nowhere let out of it. */
export class Unacceptable extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}

/** No value the app writes is nested deeper; Yjs reads values by recursion, on whatever stack is left then. */
const MAX_DEPTH = 16;
const FIRST_TYPE = 116;
const LAST_TYPE = 127;
const OBJECT = 118;
const ARRAY = 117;
const BIG_INTEGER = 122;

/** Reads one value as lib0's `readAny` does, but only so deep, and without keys that would change its prototype. */
export const readPlain = (from: decoding.Decoder, work: Work, depth = 0): unknown => {
  work.add();
  const type = decoding.peekUint8(from);
  if (!(type >= FIRST_TYPE && type <= LAST_TYPE)) throw new Unacceptable('malformed');
  if (type === BIG_INTEGER || depth > MAX_DEPTH) throw new Unacceptable('bad-value');
  if (type !== OBJECT && type !== ARRAY) return decoding.readAny(from);
  decoding.readUint8(from);
  const count = decoding.readVarUint(from);
  if (type === ARRAY) {
    const list: unknown[] = [];
    for (let i = 0; i < count; i++) list.push(readPlain(from, work, depth + 1));
    return list;
  }
  const object: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) {
    const key = decoding.readVarString(from);
    if (key === '__proto__') throw new Unacceptable('bad-value');
    object[key] = readPlain(from, work, depth + 1);
  }
  return object;
};
