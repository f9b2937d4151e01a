import { HEADER_BYTES, type PictureHeader, readPictureHeader } from '../picture-header.ts';
import { decodePicture, drawnSize, drawSmall, redrawPicture, type SmallPictures } from './draw-picture.ts';
import type { Notice, Quality } from './made.ts';
import { stripMetadata } from './strip-metadata.ts';

/** Pixels that are decoded: the memory of 400 MB. Above it even the header may be a trap. */
const MOST_PIXELS = 100_000_000;
/** Pictures that move are rewritten in memory. Bytes. */
const MOST_REWRITTEN = 100 * 1024 * 1024;
/** Estimates sizes from the number of pixels: large pictures need fewer bytes for each. */
const SIZE_BY_PIXELS = 0.85;

export interface MadePicture {
  /** The bytes to send, with their own type. */
  readonly bytes: Blob;
  readonly width: number;
  readonly height: number;
  readonly small: SmallPictures;
  readonly estimates: Readonly<Record<Quality, number>>;
  readonly notices: readonly Notice[];
}

/** It is sent as a file, and why. */
export type NoPicture = Extract<Notice, 'heic' | 'not-decoded' | 'too-many-pixels'>;

interface Prepared {
  readonly bytes: Blob;
  readonly notices: readonly Notice[];
}

/** The picture as it is, without its metadata. */
const unmoved = async (bytes: Blob, { type }: PictureHeader): Promise<Prepared> => {
  const stripped =
    bytes.size > MOST_REWRITTEN ? undefined : stripMetadata(type, new Uint8Array(await bytes.arrayBuffer()));
  return stripped === undefined
    ? { bytes: new Blob([bytes], { type }), notices: ['tells-all'] }
    : { bytes: new Blob([stripped], { type }), notices: [] };
};

const prepare = async (
  bytes: Blob,
  bitmap: ImageBitmap,
  header: PictureHeader,
  quality: Quality,
): Promise<Prepared | undefined> => {
  if (quality === 'original') return { bytes: new Blob([bytes], { type: header.type }), notices: ['tells-all'] };
  if (header.moves) return unmoved(bytes, header);
  const drawn = await redrawPicture(bitmap, header.type, quality);
  return drawn && { bytes: drawn, notices: [] };
};

const estimatesOf = (
  bitmap: ImageBitmap,
  moves: boolean,
  { quality, made, original }: { readonly quality: Quality; readonly made: number; readonly original: number },
): Readonly<Record<Quality, number>> => {
  if (moves) return { standard: made, high: made, original };
  const pixels = (of: Exclude<Quality, 'original'>): number => {
    const { width, height } = drawnSize(bitmap, of);
    return width * height;
  };
  /** The size of an original, estimated as if it were drawn again at its own size. */
  const known = quality === 'original' ? original / 2 : made;
  const knownPixels = quality === 'original' ? bitmap.width * bitmap.height : pixels(quality);
  const estimate = (of: Exclude<Quality, 'original'>): number =>
    of === quality ? made : Math.round(known * (pixels(of) / knownPixels) ** SIZE_BY_PIXELS);
  return { standard: estimate('standard'), high: estimate('high'), original };
};

/** @param bytes of a file that `sniffType` took for this type of picture */
export const makePicture = async (bytes: Blob, type: string, quality: Quality): Promise<MadePicture | NoPicture> => {
  const header = readPictureHeader(type, new Uint8Array(await bytes.slice(0, HEADER_BYTES).arrayBuffer()));
  if (header === undefined) return 'not-decoded';
  if (header.width * header.height > MOST_PIXELS) return 'too-many-pixels';
  const bitmap = await decodePicture(bytes, header);
  if (bitmap === undefined) return 'not-decoded';
  try {
    const prepared = await prepare(bytes, bitmap, header, quality);
    if (prepared === undefined) return 'not-decoded';
    const { width, height } = quality === 'original' || header.moves ? bitmap : drawnSize(bitmap, quality);
    return {
      ...prepared,
      width,
      height,
      small: await drawSmall(bitmap, type),
      estimates: estimatesOf(bitmap, header.moves, { quality, made: prepared.bytes.size, original: bytes.size }),
    };
  } finally {
    bitmap.close();
  }
};
