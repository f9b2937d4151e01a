/** Headers of a tar archive (POSIX ustar), as any tar program reads them. */
export const BLOCK = 512;

export interface TarEntry {
  /** At most 100 characters of ASCII. */
  readonly name: string;
  readonly size: number;
}

const NAME = 100;
const SIZE_AT = 124;
const SIZE_LENGTH = 12;
const CHECKSUM_AT = 148;
const TYPE_AT = 156;
const MAGIC_AT = 257;
const MAGIC = 'ustar\x0000';
/** What eleven octal digits hold; larger sizes are written in binary, as GNU tar does. */
const MOST_OCTAL = 8 ** 11 - 1;
const BINARY = 0x80;

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;

/** The sum of all bytes, those of the checksum counted as spaces. */
const checksumOf = (header: Uint8Array): number =>
  header.reduce((sum, byte, i) => sum + (i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? 0x20 : byte), 0);

/** @param at seconds since 1970 */
export const encodeHeader = ({ name, size }: TarEntry, at: number): Uint8Array => {
  if (name.length > NAME || /[^\x20-\x7e]/.test(name))
    throw new Error(`The name ${name} does not fit into an archive.`);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 'latin1');
  header.write(octal(0o600, 7), 100, 'latin1');
  header.write(octal(0, 7), 108, 'latin1');
  header.write(octal(0, 7), 116, 'latin1');
  if (size <= MOST_OCTAL) header.write(octal(size, 11), SIZE_AT, 'latin1');
  else {
    header[SIZE_AT] = BINARY;
    header.writeBigUInt64BE(BigInt(size), SIZE_AT + SIZE_LENGTH - 8);
  }
  header.write(octal(at, 11), 136, 'latin1');
  header.write('0', TYPE_AT, 'latin1');
  header.write(MAGIC, MAGIC_AT, 'latin1');
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT, 'latin1');
  return header;
};

const textAt = (header: Buffer, at: number, length: number): string => {
  const text = header.toString('latin1', at, at + length);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
};

/** @returns `end` for the block that ends an archive; undefined for anything that is no header of a plain file */
export const decodeHeader = (block: Uint8Array): TarEntry | 'end' | undefined => {
  const header = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  if (header.length !== BLOCK) return undefined;
  if (header.every((byte) => byte === 0)) return 'end';
  const checksum = Number.parseInt(textAt(header, CHECKSUM_AT, 8), 8);
  if (checksum !== checksumOf(header) || header.toString('latin1', TYPE_AT, TYPE_AT + 1) !== '0') return undefined;
  const isBinary = header[SIZE_AT] === BINARY;
  const size = isBinary
    ? Number(header.readBigUInt64BE(SIZE_AT + SIZE_LENGTH - 8))
    : Number.parseInt(textAt(header, SIZE_AT, SIZE_LENGTH), 8);
  if (!Number.isSafeInteger(size) || size < 0) return undefined;
  return { name: textAt(header, 0, NAME), size };
};

/** Bytes that follow so many, up to the next block. */
export const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;
