import { BLOB_LIMITS } from './limits.ts';

/** A blob as it is cut: equal parts, and a last one with the rest. */
export interface BlobShape {
  readonly size: number;
  readonly partBytes: number;
}

export interface BlobPart {
  readonly number: number;
  readonly size: number;
}

const MB = 1024 * 1024;

/** Parts of a large blob, until they become too large to be sent again after a lost connection. */
const USUAL_PARTS = 100;
const LARGE_PART = 64 * MB;

const shareOf = (size: number, parts: number): number => Math.ceil(size / parts / MB) * MB;

/** Bytes of the parts of a blob, the last one excepted: whole MB, some hundred parts, and never more than may be. */
export const partBytesFor = (size: number, least: number): number =>
  Math.max(least, Math.min(shareOf(size, USUAL_PARTS), LARGE_PART), shareOf(size, BLOB_LIMITS.parts));

export const partCount = ({ size, partBytes }: BlobShape): number => Math.ceil(size / partBytes);

/** Bytes of a part; undefined when the blob has no such part. @param number from 1 */
export const partSize = (shape: BlobShape, number: number): number | undefined => {
  const count = partCount(shape);
  if (!Number.isInteger(number) || number < 1 || number > count) return undefined;
  return number < count ? shape.partBytes : shape.size - shape.partBytes * (count - 1);
};

/** Whether the numbers are parts of the blob, ascending, each once. */
export const arePartNumbers = (shape: BlobShape, numbers: readonly number[]): boolean =>
  numbers.every((number, i) => partSize(shape, number) !== undefined && number > (numbers[i - 1] ?? 0));

/** Whether a store lists exactly the parts of the blob, each with its size. Order does not matter. */
export const isWhole = (shape: BlobShape, listed: readonly BlobPart[]): boolean => {
  const numbers = new Set(listed.map(({ number }) => number));
  return (
    numbers.size === listed.length &&
    listed.length === partCount(shape) &&
    listed.every(({ number, size }) => partSize(shape, number) === size)
  );
};
