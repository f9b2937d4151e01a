/**
 * The size of a picture as its header says, read before anything is decoded: a few bytes can ask for gigabytes of memory.
 * Every loop moves on by at least one byte of what is given, and nothing here throws.
 */

export interface PictureHeader {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  /** It may be animated: drawing it again would keep one frame only. */
  readonly moves: boolean;
}

/** Bytes that hold the header of any honest picture, long colour profiles and embedded previews before it included. */
export const HEADER_BYTES = 2 * 1024 * 1024;

/** The longest side and the most pixels that are decoded for showing: some 256 MB. What is larger can only be saved. */
const LONGEST_SIDE = 16_384;
const MOST_PIXELS = 64_000_000;

export const isShowable = ({ width, height }: Pick<PictureHeader, 'width' | 'height'>): boolean =>
  width > 0 && height > 0 && Math.max(width, height) <= LONGEST_SIDE && width * height <= MOST_PIXELS;

const latin = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

type Size = Omit<PictureHeader, 'type'>;

/** Markers of frames: all of C0 to CF but tables, arithmetic coding and a reserved one. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const jpegSize = (view: DataView): Size | undefined => {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Fill bytes before a marker.
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), moves: false };
    else if (marker === 0xda || marker === 0xd9) return undefined;
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
};

const pngSize = (view: DataView): Size | undefined => {
  if (view.byteLength < 33 || latin(view, 12) !== 'IHDR') return undefined;
  let moves = false;
  for (let at = 8; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const kind = latin(view, at + 4);
    if (kind === 'acTL') moves = true;
    if (kind === 'IDAT') break;
  }
  return { width: view.getUint32(16), height: view.getUint32(20), moves };
};

const gifSize = (view: DataView): Size | undefined =>
  view.byteLength < 10 ? undefined : { width: view.getUint16(6, true), height: view.getUint16(8, true), moves: true };

const webpSize = (view: DataView): Size | undefined => {
  if (view.byteLength < 30) return undefined;
  const kind = latin(view, 12);
  if (kind === 'VP8 ')
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, moves: false };
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, moves: false };
  }
  if (kind !== 'VP8X') return undefined;
  const three = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
  return { width: three(24) + 1, height: three(27) + 1, moves: (view.getUint8(20) & 2) !== 0 };
};

/** The nested boxes that lead to the size of a picture; `meta` begins with four bytes of its own. */
const AVIF_PATH = [
  ['meta', 4],
  ['iprp', 0],
  ['ipco', 0],
] as const;

/** Undefined unless all of the sizes are within these bytes: a small one before a large one would be believed. */
const avifSize = (view: DataView): Size | undefined => {
  const moves = view.byteLength >= 12 && latin(view, 8) === 'avis';
  let [at, end] = [0, view.byteLength];
  for (const [kind, own] of AVIF_PATH) {
    let found = false;
    for (; at + 8 <= end && !found; ) {
      const size = view.getUint32(at);
      if (size < 8) return undefined;
      if (latin(view, at + 4) === kind) {
        if (at + size > end) return undefined;
        end = at + size;
        at += 8 + own;
        found = true;
      } else at += size;
    }
    if (!found) return undefined;
  }
  let [width, height] = [0, 0];
  for (let size = 0; at + 8 <= end; at += size) {
    size = view.getUint32(at);
    if (size < 8) return undefined;
    if (latin(view, at + 4) !== 'ispe' || at + 20 > end) continue;
    // The largest: tiles and previews are smaller, and stand in the same list.
    width = Math.max(width, view.getUint32(at + 12));
    height = Math.max(height, view.getUint32(at + 16));
  }
  return width === 0 || height === 0 ? undefined : { width, height, moves };
};

const READERS: Readonly<Record<string, (view: DataView) => Size | undefined>> = {
  'image/jpeg': jpegSize,
  'image/png': pngSize,
  'image/gif': gifSize,
  'image/webp': webpSize,
  'image/avif': avifSize,
};

/** Whether the header of this type of picture is read. */
export const isPicture = (type: string): boolean => READERS[type] !== undefined;

/** @param type as `sniffType` found it @param head the first `HEADER_BYTES`, or all of a shorter file */
export const readPictureHeader = (type: string, head: Uint8Array): PictureHeader | undefined => {
  const size = READERS[type]?.(new DataView(head.buffer, head.byteOffset, head.byteLength));
  return size === undefined || size.width === 0 || size.height === 0 ? undefined : { type, ...size };
};
