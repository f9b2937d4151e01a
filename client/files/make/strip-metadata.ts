/**
 * Pictures that move stay as they are, without what else their files tell: place, camera, comments, and what is hidden
 * behind their end. Only what draws them is kept. undefined: not built as it should be. Never throws.
 */

const latin = (bytes: Uint8Array, at: number, length = 4): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

type Run = readonly [from: number, to: number];

const joined = (bytes: Uint8Array<ArrayBuffer>, runs: readonly Run[]): Uint8Array<ArrayBuffer> => {
  const kept = new Uint8Array(runs.reduce((sum, [from, to]) => sum + to - from, 0));
  let at = 0;
  for (const [from, to] of runs) {
    kept.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return kept;
};

/** Where the blocks of data end that begin here; undefined when the file ends first. */
const gifBlocksEnd = (bytes: Uint8Array, from: number): number | undefined => {
  for (let at = from; at < bytes.length; ) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
};

const gifTable = (packed: number): number => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1));
/** Extensions that loop a picture. */
const GIF_LOOPS = /^(?:NETSCAPE2\.0|ANIMEXTS1\.0)$/;

const stripGif = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined => {
  let at = 13 + gifTable(bytes[10] ?? 0);
  const runs: Run[] = [[0, at]];
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return joined(bytes, [...runs, [at, at + 1]]);
    const isImage = kind === 0x2c;
    if (!isImage && kind !== 0x21) return undefined;
    const label = bytes[at + 1];
    const end = gifBlocksEnd(bytes, isImage ? at + 11 + gifTable(bytes[at + 9] ?? 0) : at + 2);
    if (end === undefined) return undefined;
    const draws = isImage || label === 0xf9 || (label === 0xff && GIF_LOOPS.test(latin(bytes, at + 3, 11)));
    if (draws) runs.push([at, end]);
    at = end;
  }
  return undefined;
};

const PNG_DRAWS = new Set('IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs acTL fcTL fdAT'.split(' '));

const stripPng = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const runs: Run[] = [[0, 8]];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const kind = latin(bytes, at + 4);
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    if (PNG_DRAWS.has(kind)) runs.push([at, end]);
    if (kind === 'IEND') return joined(bytes, runs);
    at = end;
  }
  return undefined;
};

const WEBP_DRAWS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Bits of the first chunk that promise chunks with EXIF and XMP. */
const WEBP_PROMISES = 0x08 | 0x04;

const stripWebp = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) return undefined;
  const all = Math.min(bytes.length, 8 + view.getUint32(4, true));
  const runs: Run[] = [[0, 12]];
  for (let at = 12; at + 8 <= all; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (end > bytes.length) return undefined;
    if (WEBP_DRAWS.has(latin(bytes, at))) runs.push([at, end]);
    at = end;
  }
  const kept = joined(bytes, runs);
  new DataView(kept.buffer).setUint32(4, kept.length - 8, true);
  if (latin(kept, 12) === 'VP8X') kept[20] = (kept[20] ?? 0) & ~WEBP_PROMISES;
  return kept;
};

const STRIPPERS: Readonly<Record<string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | undefined>> = {
  'image/gif': stripGif,
  'image/png': stripPng,
  'image/webp': stripWebp,
};

export const stripMetadata = (type: string, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined =>
  STRIPPERS[type]?.(bytes);
