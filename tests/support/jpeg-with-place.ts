/** An EXIF block that tells a place and how the picture lies. */

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** Searched for in what was stored. */
export const PLACE_MARK = 'SKERRY-PLACE-MARK';

/**
 * A JPEG with a segment of EXIF behind its first marker: orientation, and GPS as a text that can be looked for.
 * @param orientation 1 to 8
 */
export const withExif = (jpeg: Uint8Array, orientation: number): Uint8Array<ArrayBuffer> => {
  const mark = ascii(`${PLACE_MARK}\0`);
  // Little-endian TIFF: two entries (orientation, a pointer to GPS), then a directory of GPS with one text.
  const ifd = 8;
  const gps = ifd + 2 + 2 * 12 + 4;
  const text = gps + 2 + 12 + 4;
  const tiff = new Uint8Array(text + mark.length);
  const view = new DataView(tiff.buffer);
  tiff.set([0x49, 0x49, 0x2a, 0]);
  view.setUint32(4, ifd, true);
  const entry = (at: number, tag: number, type: number, count: number, value: number): void => {
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, value, true);
  };
  view.setUint16(ifd, 2, true);
  entry(ifd + 2, 0x0112, 3, 1, orientation);
  entry(ifd + 14, 0x8825, 4, 1, gps);
  view.setUint16(gps, 1, true);
  entry(gps + 2, 0x001b, 2, mark.length, text);
  tiff.set(mark, text);
  const body = [...ascii('Exif\0\0'), ...tiff];
  const length = body.length + 2;
  return new Uint8Array([...jpeg.subarray(0, 2), 0xff, 0xe1, length >> 8, length & 0xff, ...body, ...jpeg.subarray(2)]);
};
