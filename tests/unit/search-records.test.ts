import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeChapter,
  decodeSummary,
  encodeChapter,
  encodeSummary,
} from '../../client/replica/search/search-records.ts';
import { makeChapter, summarize } from '../../client/replica/search/searched-chapter.ts';
import { makeUlid } from '../../shared/ids/ulid.ts';
import { mulberry } from '../support/mulberry.ts';

const random = mulberry(5);
const message = fc.record({
  id: fc.nat({ max: 2 ** 31 }).map((at) => makeUlid(at * 100_000, random)),
  by: fc.nat(),
  at: fc.nat({ max: 8e12 }),
  seq: fc.nat(),
  due: fc.nat({ max: 8e12 }),
  flags: fc.nat({ max: 511 }),
  text: fc.string({ unit: 'grapheme' }).map((text) => text.normalize('NFC')),
});

test('SEARCH-6 a chapter is read as it was written, and a damaged one is none', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), fc.nat({ max: 9 }), fc.nat(), (messages, unopened, at) => {
      const chapter = makeChapter(messages, unopened);
      const bytes = encodeChapter(chapter);
      const read = decodeChapter(bytes);
      expect(
        read?.messages.map(({ id, by, at: when, seq, due, flags, text }) => ({
          id,
          by,
          at: when,
          seq,
          due,
          flags,
          text,
        })),
      ).toEqual(messages);
      expect(read?.unopened).toBe(unopened);
      expect(read?.folded()).toBe(chapter.folded());
      const summary = encodeSummary(summarize(chapter));
      expect(decodeSummary(summary)).toEqual(summarize(chapter));
      for (const [whole, decode] of [
        [bytes, decodeChapter],
        [summary, decodeSummary],
      ] as const) {
        const damaged = whole.slice();
        damaged[at % damaged.length] = (damaged[at % damaged.length] ?? 0) ^ 4;
        expect(decode(damaged)).toBeUndefined();
        expect(decode(whole.subarray(0, at % whole.length))).toBeUndefined();
      }
    }),
    { numRuns: 300 },
  );
  for (const none of [undefined, null, 'text', new Uint8Array(), new Uint8Array(9)]) {
    expect(decodeChapter(none)).toBeUndefined();
    expect(decodeSummary(none)).toBeUndefined();
  }
});
