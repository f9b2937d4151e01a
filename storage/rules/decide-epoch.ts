import type { Epoch } from '../ports/epochs.ts';
import { type HistoryProof, showsLostHistory } from './history-proof.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** 80 bits, so that no two databases get the same name by chance. */
const LETTERS = 16;
/** More messages than any conversation gets between two backups. */
const SEQ_JUMP = 2 ** 20;

/** The name of an epoch, or of a start. @param random a number in [0, 1) */
export const makeEpoch = (random: () => number): string => {
  let epoch = '';
  for (let i = 0; i < LETTERS; i++) epoch += ALPHABET[Math.floor(random() * 32)];
  return epoch;
};

export interface EpochFacts {
  /** The number of the epoch that ends. */
  readonly epoch: number;
  /** The highest id of a conversation; 0: there is none. */
  readonly lastConversation: number;
}

export interface EpochPlan extends Pick<Epoch, 'number' | 'cause'> {
  /** By how much the seq of every conversation rises. */
  readonly seqJump: number;
  /**
   * Each conversation gets its own change, the conversation with id `n` the n-th, so that pages can end between any two.
   */
  readonly changes: number;
}

const begin = ({ epoch, lastConversation }: EpochFacts, number: number, cause: Epoch['cause']): EpochPlan => ({
  number,
  cause,
  // The seqs of a later epoch lie above everything a device can have seen of the epochs in between.
  seqJump: (number - epoch) * SEQ_JUMP,
  changes: lastConversation,
});

/** The epoch that begins when a restore is announced. */
export const announcedEpoch = (facts: EpochFacts): EpochPlan => begin(facts, facts.epoch + 1, 'announced');

/**
 * The epoch that begins when a device shows that an older database was put back; undefined: it shows no such thing.
 * @param endOfStart see `KnownHistory`
 */
export const noticedEpoch = (
  facts: EpochFacts,
  proof: HistoryProof,
  endOfStart: number | undefined,
): EpochPlan | undefined =>
  showsLostHistory(proof, { epoch: facts.epoch, endOfStart }) ? begin(facts, proof.epoch + 1, 'noticed') : undefined;
