import { rgbaToThumbHash } from 'thumbhash';
import type { PictureHeader } from '../picture-header.ts';

/** Longest sides, pixels. */
const SIDES = { standard: 1_920, high: 4_096, link: 480 } as const;
const PREVIEW_SIDE = 400;
const THUMBNAIL_SIDE = 100;
const QUALITY = 0.8;
const PREVIEW_QUALITY = 0.7;
/** Side of the raster on which a drawing is compared with what was drawn. Pixels. */
const PROOF_SIDE = 16;
/** Mean difference of a channel, of 255, that scaling and compression never reach. */
const PROOF_DIFFERENCE = 40;

export interface DrawnSize {
  readonly width: number;
  readonly height: number;
}

const scaledTo = ({ width, height }: DrawnSize, side: number): DrawnSize => {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/** What a picture of that size will have when it is drawn in a quality. */
export const drawnSize = (of: DrawnSize, quality: keyof typeof SIDES): DrawnSize => scaledTo(of, SIDES[quality]);

type Source = ImageBitmap | OffscreenCanvas;

const draw = (source: Source, { width, height }: DrawnSize): OffscreenCanvas | undefined => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  return canvas;
};

const pixelsOf = (source: Source, size: DrawnSize): Uint8ClampedArray | undefined =>
  draw(source, size)?.getContext('2d')?.getImageData(0, 0, size.width, size.height).data;

/** A canvas past the limits of a browser stays empty without an error: what was drawn must resemble its source. */
const isDrawn = (drawn: OffscreenCanvas, source: ImageBitmap): boolean => {
  const size = { width: PROOF_SIDE, height: PROOF_SIDE };
  const [a, b] = [pixelsOf(drawn, size), pixelsOf(source, size)];
  if (a === undefined || b === undefined) return false;
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length < PROOF_DIFFERENCE;
};

/** Photos stay JPEG, which every program opens; all others keep what is transparent. A browser without WebP writes PNG. */
const encode = (canvas: OffscreenCanvas, from: string, quality: number): Promise<Blob> =>
  canvas.convertToBlob({ type: from === 'image/jpeg' ? 'image/jpeg' : 'image/webp', quality });

const ENCODED = new Set(['image/jpeg', 'image/webp', 'image/png']);
const checked = async (blob: Promise<Blob>): Promise<Blob | undefined> => {
  const made = await blob.catch(() => undefined);
  return made !== undefined && ENCODED.has(made.type) && made.size > 0 ? made : undefined;
};

export interface SmallPictures {
  /** Absent when the picture itself is not larger. */
  readonly preview?: Blob;
  readonly thumbnail?: Blob;
  /** ThumbHash, base64. */
  readonly placeholder?: string;
}

/** Bytes of a placeholder that fit into a message. */
const PLACEHOLDER_BYTES = 32;

const placeholderOf = (source: Source, size: DrawnSize): { placeholder?: string } => {
  const pixels = pixelsOf(source, size);
  if (pixels === undefined) return {};
  const hash = rgbaToThumbHash(size.width, size.height, pixels);
  return hash.length > PLACEHOLDER_BYTES ? {} : { placeholder: btoa(String.fromCharCode(...hash)) };
};

/** What stands for a picture until it is opened. @param type of the picture */
export const drawSmall = async (source: Source, type: string): Promise<SmallPictures> => {
  const size = { width: source.width, height: source.height };
  const longest = Math.max(size.width, size.height);
  const smaller = async (side: number): Promise<Blob | undefined> => {
    const canvas = longest > side ? draw(source, scaledTo(size, side)) : undefined;
    return canvas && checked(encode(canvas, type, PREVIEW_QUALITY));
  };
  const [preview, thumbnail] = [await smaller(PREVIEW_SIDE), await smaller(THUMBNAIL_SIDE)];
  return {
    ...(preview === undefined ? {} : { preview }),
    ...(thumbnail === undefined ? {} : { thumbnail }),
    ...placeholderOf(source, scaledTo(size, THUMBNAIL_SIDE)),
  };
};

/** The picture, turned as its file says; undefined: it cannot be decoded, or is not as large as its header says. */
export const decodePicture = async (bytes: Blob, header: PictureHeader): Promise<ImageBitmap | undefined> => {
  try {
    const bitmap = await createImageBitmap(new Blob([bytes], { type: header.type }));
    const { width, height } = bitmap;
    const honest =
      (width === header.width && height === header.height) || (width === header.height && height === header.width);
    if (honest) return bitmap;
    bitmap.close();
    return undefined;
  } catch {
    return undefined;
  }
};

/** The picture drawn anew, and so without anything else that its file told. undefined: it could not be drawn. */
export const redrawPicture = async (
  bitmap: ImageBitmap,
  type: string,
  quality: keyof typeof SIDES,
): Promise<Blob | undefined> => {
  const canvas = draw(bitmap, drawnSize(bitmap, quality));
  return canvas !== undefined && isDrawn(canvas, bitmap) ? checked(encode(canvas, type, QUALITY)) : undefined;
};
