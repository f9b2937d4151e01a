const FACTORS = [0x01000193, 0x5bd1e995] as const;
/** Of the second hash this many bits are kept, so that both fit into one safe integer. */
const MORE = 2 ** 20;
const HASH = 2 ** 32;

const join = (first: number, second: number): number => ((second >>> 0) % MORE) * HASH + (first >>> 0);

/** Two polynomial hashes of UTF-16 units as one number: it tells versions of one person's text apart, and guards nothing. */
export const fingerprintOf = (text: string): number => {
  const [a, b] = FACTORS;
  let [first, second] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    first = (Math.imul(first, a) + unit) | 0;
    second = (Math.imul(second, b) + unit) | 0;
  }
  return join(first, second);
};

const powerOf = (factor: number, exponent: number): number => {
  let power = 1;
  for (let i = 0; i < exponent; i++) power = Math.imul(power, factor);
  return power;
};

/** Where a text of that length and fingerprint first stands in another; -1: nowhere. Takes one look at each unit. */
export const findFingerprint = (text: string, length: number, fingerprint: number): number => {
  const [a, b] = FACTORS;
  const [lastA, lastB] = [powerOf(a, length), powerOf(b, length)];
  let [first, second] = [0, 0];
  for (let end = 0; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    const gone = end < length ? 0 : text.charCodeAt(end - length);
    first = (Math.imul(first, a) + unit - Math.imul(gone, lastA)) | 0;
    second = (Math.imul(second, b) + unit - Math.imul(gone, lastB)) | 0;
    if (end + 1 >= length && join(first, second) === fingerprint) return end + 1 - length;
  }
  return -1;
};
