import { PICTURE_BYTES, PICTURE_SIDE, type PictureType, pictureTypeOf } from '../../../shared/protocol/picture.ts';

export interface SmallPicture {
  readonly bytes: Uint8Array;
  readonly type: PictureType;
}

/** Tried in this order until one is small enough; browsers that cannot write WebP give PNG, and get JPEG. */
const TRIES = [
  ['image/webp', 0.85],
  ['image/webp', 0.6],
  ['image/jpeg', 0.8],
  ['image/jpeg', 0.55],
  ['image/jpeg', 0.3],
] as const;

/** Larger files are refused before they are decoded: a picture of 100 megapixels can end a tab. Bytes. */
const MOST_BYTES = 50 * 1024 * 1024;

/**
 * The middle of a picture as a small square, made on this device; what else the file tells (place, camera) stays here.
 * undefined: not a picture this browser can read, or too large.
 */
export const shrinkPicture = async (file: Blob): Promise<SmallPicture | undefined> => {
  if (file.size > MOST_BYTES) return undefined;
  let source: ImageBitmap;
  try {
    source = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  try {
    const side = Math.min(source.width, source.height);
    const canvas = new OffscreenCanvas(PICTURE_SIDE, PICTURE_SIDE);
    const context = canvas.getContext('2d');
    if (context === null || side === 0) return undefined;
    // Transparent parts would be black in a JPEG.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
    context.imageSmoothingQuality = 'high';
    const [left, top] = [(source.width - side) / 2, (source.height - side) / 2];
    context.drawImage(source, left, top, side, side, 0, 0, PICTURE_SIDE, PICTURE_SIDE);
    for (const [type, quality] of TRIES) {
      const blob = await canvas.convertToBlob({ type, quality });
      if (blob.size > PICTURE_BYTES) continue;
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const made = pictureTypeOf(bytes);
      if (made !== undefined) return { bytes, type: made };
    }
    return undefined;
  } finally {
    source.close();
  }
};
