import { isDense, type Term } from './parse-query.ts';

/** Bits of the filter of one chapter, 16 KiB: with 2,000 messages about one in nine is set. */
const BITS = 2 ** 17;
/** Bytes of a filter. */
export const FILTER_BYTES = BITS / 8;

/** Which grams occur in the texts of a chapter, each at its hash; a text has nothing that its filter lacks. */
export type Filter = Uint32Array;
export const newFilter = (): Filter => new Uint32Array(BITS / 32);

const hash = (a: number, b: number, c: number): number => {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca77) ^ Math.imul(c + 0x165667b1, 0xc2b2ae3d);
  mixed ^= mixed >>> 15;
  return (Math.imul(mixed, 0x2c1b3c6d) >>> 11) % BITS;
};

/** Every three units; of what reads as one character each, also every one and two. */
const eachGram = (folded: string, take: (bit: number) => void): void => {
  let [a, b] = [0, 0];
  for (let i = 0; i < folded.length; i++) {
    const c = folded.charCodeAt(i);
    if (i >= 2) take(hash(a, b, c));
    if (isDense(c)) {
      take(hash(0, 0, c));
      if (isDense(b)) take(hash(0, b, c));
    }
    [a, b] = [b, c];
  }
};

export const addGrams = (filter: Filter, folded: string): void =>
  eachGram(folded, (bit) => {
    filter[bit >>> 5] = (filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
  });

/** Bits that a chapter must have; empty when the terms are too short to tell. */
export const gramsOf = (terms: readonly Term[]): readonly number[] => {
  const bits = new Set<number>();
  for (const { needle } of terms) eachGram(needle, (bit) => bits.add(bit));
  return [...bits];
};

export const mayHold = (filter: Filter, bits: readonly number[]): boolean =>
  bits.every((bit) => ((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0);
