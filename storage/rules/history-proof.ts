import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a device can show of this database's history: during the start `start`, in the epoch numbered `epoch`, the change
 * counter stood at `cursor`. Signed with a key that only the server has.
 */
export interface HistoryProof {
  readonly epoch: number;
  readonly start: string;
  readonly cursor: number;
}

const VERSION = 'hp1';
/** 128 bits, which nobody can guess. */
const SIGNATURE_BYTES = 16;
const PROOF = /^hp1\.([0-9]{1,10})\.([a-z2-7]{16})\.([0-9]{1,16})\.([A-Za-z0-9_-]{22})$/;

const sign = (key: Uint8Array, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES);

export const signProof = (key: Uint8Array, { epoch, start, cursor }: HistoryProof): string => {
  const text = `${VERSION}.${epoch}.${start}.${cursor}`;
  return `${text}.${sign(key, text).toString('base64url')}`;
};

/** Undefined: malformed, or not signed with this key. */
export const readProof = (key: Uint8Array, proof: string): HistoryProof | undefined => {
  const [, epoch, start, cursor, signature] = PROOF.exec(proof) ?? [];
  if (epoch === undefined || start === undefined || cursor === undefined || signature === undefined) return undefined;
  const expected = sign(key, proof.slice(0, proof.lastIndexOf('.')));
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const read = { epoch: Number(epoch), start, cursor: Number(cursor) };
  return Number.isSafeInteger(read.cursor) ? read : undefined;
};

/** What the database knows of its own history. */
export interface KnownHistory {
  readonly epoch: number;
  /** The change counter when the proof's start ended, or now if it is the newest; undefined for an unknown start. */
  readonly endOfStart: number | undefined;
}

/**
 * Whether the proof shows history that this database lacks, because an older one was put back. A proof of an epoch that
 * ended here shows nothing new: the seqs of every later epoch lie above all it can have seen.
 */
export const showsLostHistory = (
  { epoch, cursor }: Pick<HistoryProof, 'epoch' | 'cursor'>,
  known: KnownHistory,
): boolean => {
  if (epoch !== known.epoch) return epoch > known.epoch;
  return known.endOfStart === undefined || cursor > known.endOfStart;
};
