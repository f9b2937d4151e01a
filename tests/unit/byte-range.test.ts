import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRange } from '../../shared/files/byte-range.ts';

it.each<[header: string | undefined, answer: ReturnType<typeof parseRange>]>([
  [undefined, undefined],
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=0-', { first: 0, last: 9 }],
  ['bytes=3-5', { first: 3, last: 5 }],
  ['bytes=3-500', { first: 3, last: 9 }],
  ['bytes=9-9', { first: 9, last: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=10-12', 'unsatisfiable'],
  ['bytes=-3', { first: 7, last: 9 }],
  ['bytes=-30', { first: 0, last: 9 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-3', undefined],
  ['bytes=-', undefined],
  ['bytes=', undefined],
  ['bytes=1-2,4-5', undefined],
  ['bytes=1.5-2', undefined],
  ['bytes= 1-2', undefined],
  ['items=1-2', undefined],
  ['bytes=9999999999999999-', undefined],
])('BLOB-11 %s of ten bytes', (header, answer) => {
  expect(parseRange(header, 10)).toEqual(answer);
});

it('BLOB-11 whatever a header says, a range lies within the bytes', () => {
  const number = fc.oneof(fc.nat(20).map(String), fc.constant(''), fc.stringMatching(/^[0-9]{1,20}$/));
  const header = fc.oneof(
    fc.tuple(number, number).map(([a, b]) => `bytes=${a}-${b}`),
    fc.string(),
  );
  fc.assert(
    fc.property(header, fc.integer({ min: 1, max: 20 }), (text, size) => {
      const range = parseRange(text, size);
      if (typeof range !== 'object') return;
      expect(range.first).toBeGreaterThanOrEqual(0);
      expect(range.last).toBeGreaterThanOrEqual(range.first);
      expect(range.last).toBeLessThan(size);
    }),
  );
});
