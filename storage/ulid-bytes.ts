/** A ULID as the 16 bytes it stands for (26 letters of five bits, the first two bits zero), and back. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BYTES = 16;
const LETTERS = 26;
const VALUES = new Uint8Array(128);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** @param ulid a parsed id: 26 letters of Crockford's alphabet, the first at most 7 */
export const ulidToBytes = (ulid: string): Uint8Array => {
  const bytes = new Uint8Array(BYTES);
  let pending = 0;
  // The first letter carries three bits, so that 128 bits come out even.
  let bits = -2;
  let out = 0;
  for (let i = 0; i < LETTERS; i++) {
    pending = (pending << 5) | (VALUES[ulid.charCodeAt(i)] ?? 0);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[out++] = pending >>> bits;
    pending &= (1 << bits) - 1;
  }
  return bytes;
};

export const ulidFromBytes = (bytes: Uint8Array): string => {
  let text = '';
  let pending = 0;
  let bits = 2;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[pending >>> bits];
      pending &= (1 << bits) - 1;
    }
  }
  return text;
};
