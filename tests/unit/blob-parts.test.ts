import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeBlobId, parseBlobId } from '../../shared/ids/blob.ts';
import { arePartNumbers, isWhole, partBytesFor, partCount, partSize } from '../../shared/protocol/blob-parts.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';

const MB = 1024 * 1024;
const shape = fc
  .record({ size: fc.integer({ min: 1, max: 2 ** 45 }), least: fc.constantFrom(MB, 5 * MB) })
  .map(({ size, least }) => ({ size, partBytes: partBytesFor(size, least) }));
const small = fc.record({ size: fc.integer({ min: 1, max: 300 }), partBytes: fc.integer({ min: 1, max: 50 }) });
const partsOf = (of: { size: number; partBytes: number }) =>
  Array.from({ length: partCount(of) }, (_, i) => ({ number: i + 1, size: partSize(of, i + 1) ?? Number.NaN }));

it('BLOB-1 an id is 26 letters for 16 random bytes, and different bytes give different ids', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(127), (bytes, bit) => {
      const id = makeBlobId(bytes);
      expect(parseBlobId(id)).toBe(id);
      const other = Uint8Array.from(bytes, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(makeBlobId(other)).not.toBe(id);
    }),
  );
});

it('BLOB-1 nothing else is an id', () => {
  const id = makeBlobId(new Uint8Array(16));
  for (const text of ['', id.slice(1), `${id}a`, id.toUpperCase(), `${id}\n`, `../${id.slice(3)}`, `${id.slice(1)}1`])
    expect(parseBlobId(text)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => parseBlobId(text) === undefined || /^[a-z2-7]{26}$/.test(text)));
});

it('BLOB-4 a blob has at most 10,000 parts, equal but for the last, which together are its size', () => {
  fc.assert(
    fc.property(shape, fc.nat(BLOB_LIMITS.parts + 1), (of, number) => {
      const count = partCount(of);
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThanOrEqual(BLOB_LIMITS.parts);
      const last = partSize(of, count) ?? 0;
      expect(last).toBeGreaterThan(0);
      expect(last).toBeLessThanOrEqual(of.partBytes);
      expect(of.partBytes * (count - 1) + last).toBe(of.size);
      if (number < count) expect(partSize(of, number)).toBe(number < 1 ? undefined : of.partBytes);
      if (number > count) expect(partSize(of, number)).toBeUndefined();
    }),
  );
});

it('BLOB-4 part numbers are those of the blob, ascending, each once', () => {
  fc.assert(
    fc.property(small, fc.array(fc.integer({ min: -2, max: 310 }), { maxLength: 6 }), (of, numbers) => {
      const sorted = [...new Set(numbers)].sort((a, b) => a - b);
      const good = numbers.every((n, i) => n === sorted[i] && n >= 1 && n <= partCount(of));
      expect(arePartNumbers(of, numbers)).toBe(good);
    }),
  );
  for (const number of [0, -1, 0.5, Number.NaN, 10_001])
    expect(arePartNumbers({ size: 10_000, partBytes: 1 }, [number])).toBe(false);
});

it('BLOB-6 a blob is whole with exactly its parts, in any order, and no other list makes it so', () => {
  fc.assert(
    fc.property(
      small,
      fc.nat(),
      fc.constantFrom('missing', 'twice', 'longer', 'shorter', 'beyond'),
      (of, at, fault) => {
        const parts = partsOf(of);
        expect(isWhole(of, parts)).toBe(true);
        expect(isWhole(of, [...parts].reverse())).toBe(true);
        const i = at % parts.length;
        const part = parts[i] ?? { number: 1, size: 1 };
        const wrong = {
          missing: parts.toSpliced(i, 1),
          twice: [...parts, part],
          longer: parts.with(i, { ...part, size: part.size + 1 }),
          shorter: parts.with(i, { ...part, size: part.size - 1 }),
          beyond: parts.with(i, { ...part, number: parts.length + 1 }),
        };
        expect(isWhole(of, wrong[fault])).toBe(false);
      },
    ),
  );
});
