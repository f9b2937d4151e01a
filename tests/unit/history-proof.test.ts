import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { type HistoryProof, readProof, showsLostHistory, signProof } from '../../storage/rules/history-proof.ts';

const KEY = new Uint8Array(32).fill(1);
const START = 'abcdefghijklmnop';

const proofs: fc.Arbitrary<HistoryProof> = fc.record({
  epoch: fc.integer({ min: 0, max: 2 ** 31 }),
  start: fc.stringMatching(/^[a-z2-7]{16}$/),
  cursor: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
});

it('FEED-14 a proof is read as it was signed, within its bound', () => {
  fc.assert(
    fc.property(proofs, (proof) => {
      const text = signProof(KEY, proof);
      expect(text.length).toBeLessThanOrEqual(LIMITS.proofCharacters);
      expect(readProof(KEY, text)).toEqual(proof);
    }),
  );
});

it('FEED-14 nobody but the server makes a proof: any changed character, and another key, are refused', () => {
  fc.assert(
    fc.property(
      proofs,
      fc.nat(),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
      (proof, at, other) => {
        const text = signProof(KEY, proof);
        const place = at % text.length;
        const changed = text.slice(0, place) + other + text.slice(place + 1);
        const read = readProof(KEY, changed);
        // The last character of the signature carries four bits of it: some spell the same bytes.
        if (changed !== text && place < text.length - 1) expect(read).toBeUndefined();
        else if (read !== undefined) expect(read).toEqual(proof);
        expect(readProof(new Uint8Array(32), text)).toBeUndefined();
      },
    ),
  );
});

it('FEED-14 what is no proof is refused', () => {
  fc.assert(fc.property(fc.string(), (text) => readProof(KEY, text) === undefined));
});

it.each([
  { title: 'at the newest place', proof: { epoch: 1, start: START, cursor: 10 }, lost: false },
  { title: 'behind it', proof: { epoch: 1, start: START, cursor: 3 }, lost: false },
  { title: 'ahead of it', proof: { epoch: 1, start: START, cursor: 11 }, lost: true },
  { title: 'of a start that is not known', proof: { epoch: 1, start: 'zzzzzzzzzzzzzzzz', cursor: 3 }, lost: true },
  { title: 'of a later epoch', proof: { epoch: 2, start: START, cursor: 1 }, lost: true },
  { title: 'of an epoch that ended here', proof: { epoch: 0, start: 'zzzzzzzzzzzzzzzz', cursor: 99 }, lost: false },
])('FACT-18 a proof $title shows lost history: $lost', ({ proof, lost }) => {
  expect(showsLostHistory(proof, { epoch: 1, endOfStart: proof.start === START ? 10 : undefined })).toBe(lost);
});

it('WIRE-1 a proof is these characters', () => {
  expect(signProof(KEY, { epoch: 3, start: START, cursor: 1_234 })).toBe(
    'hp1.3.abcdefghijklmnop.1234.NGpCAcQakR0FPz8i6FzaKw',
  );
});
