import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stripMetadata } from '../../client/files/make/strip-metadata.ts';
import { isPicture, readPictureHeader } from '../../client/files/picture-header.ts';
import { sniffType } from '../../client/files/sniff-type.ts';
import { withExif } from '../support/jpeg-with-place.ts';

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const big32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const little32 = (value: number): number[] => big32(value).toReversed();
const bytes = (...parts: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> => new Uint8Array(parts.flat());

const chunk = (kind: string, body: readonly number[]): number[] => [
  ...big32(body.length),
  ...ascii(kind),
  ...body,
  0,
  0,
  0,
  0,
];
const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const png = (width: number, height: number, ...others: readonly number[][]): Uint8Array<ArrayBuffer> =>
  bytes(
    PNG_START,
    chunk('IHDR', [...big32(width), ...big32(height), 8, 6, 0, 0, 0]),
    ...others,
    chunk('IDAT', [1, 2, 3]),
    chunk('IEND', []),
  );
const jpeg = (width: number, height: number): Uint8Array<ArrayBuffer> =>
  bytes([
    0xff,
    0xd8,
    0xff,
    0xc0,
    0,
    11,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    1,
    1,
    0x11,
    0,
    0xff,
    0xd9,
  ]);
const webpChunk = (kind: string, body: readonly number[]): number[] => [
  ...ascii(kind),
  ...little32(body.length),
  ...body,
  ...(body.length % 2 === 0 ? [] : [0]),
];
const webp = (...chunks: readonly number[][]): Uint8Array<ArrayBuffer> => {
  const body = [...ascii('WEBP'), ...chunks.flat()];
  return bytes(ascii('RIFF'), little32(body.length), body);
};
const GIF_FRAME = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0];
const gif = (...blocks: readonly number[][]): Uint8Array<ArrayBuffer> =>
  bytes(ascii('GIF89a'), [2, 0, 1, 0, 0, 0, 0], ...blocks, [0x3b]);
const comment = (text: string): number[] => [0x21, 0xfe, text.length, ...ascii(text), 0];
const LOOP = [0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0];
const text = (of: Uint8Array | undefined): string => Buffer.from(of ?? []).toString('latin1');

it('MEDIA-2 pictures are told by their bytes, and their sizes read from their headers', () => {
  const animated = webp(webpChunk('VP8X', [0x02 | 0x08, 0, 0, 0, 0xff, 0x0f, 0, 0x67, 0, 0]));
  const all = [
    [png(4_000, 3_000), 'image/png', 4_000, 3_000, false],
    [png(10, 20, chunk('acTL', [0, 0, 0, 3, 0, 0, 0, 0])), 'image/png', 10, 20, true],
    [withExif(jpeg(640, 480), 6), 'image/jpeg', 640, 480, false],
    [animated, 'image/webp', 4_096, 104, true],
    [gif(GIF_FRAME), 'image/gif', 2, 1, true],
  ] as const;
  for (const [given, type, width, height, moves] of all) {
    expect(sniffType(given)).toBe(type);
    expect(readPictureHeader(type, given)).toEqual({ type, width, height, moves });
  }
});

it('MEDIA-2 what is no picture is never taken for one, whatever it is called', () => {
  for (const given of [
    ascii('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ascii('<!doctype html>'),
    ascii('%PDF-1.7'),
    [],
  ])
    expect(isPicture(sniffType(bytes(given)))).toBe(false);
  expect(sniffType(bytes(big32(24), ascii('ftypheic'), big32(0), ascii('mif1heic')))).toBe('image/heic');
  expect(sniffType(bytes(big32(20), ascii('ftypqt  '), big32(0), ascii('qt  ')))).toBe('video/quicktime');
  expect(readPictureHeader('image/png', png(0, 100))).toBeUndefined();
});

it('MEDIA-3 a picture that moves loses comments, places and what stands behind its end, and keeps its frames', () => {
  const hidden = 'SECRET';
  const frames = gif(LOOP, GIF_FRAME, GIF_FRAME);
  expect(
    stripMetadata('image/gif', bytes([...gif(LOOP, comment(hidden), GIF_FRAME, GIF_FRAME)], ascii(hidden))),
  ).toEqual(frames);
  const moving = chunk('acTL', [0, 0, 0, 1, 0, 0, 0, 0]);
  const told = png(1, 1, moving, chunk('eXIf', ascii(hidden)), chunk('tEXt', ascii(hidden)));
  expect(stripMetadata('image/png', bytes([...told], ascii(hidden)))).toEqual(png(1, 1, moving));
  const flags = (all: number) => webpChunk('VP8X', [all, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const frame = webpChunk('ANMF', [1, 2, 3]);
  const stripped = stripMetadata(
    'image/webp',
    webp(flags(0x02 | 0x08 | 0x04), frame, webpChunk('EXIF', ascii(hidden)), webpChunk('XMP ', ascii(hidden))),
  );
  expect(stripped).toEqual(webp(flags(0x02), frame));
  expect(text(stripped)).not.toContain(hidden);
});

it('MEDIA-2 any bytes at all are read without an error and within their length', () => {
  const starts = [PNG_START, ascii('GIF89a'), [0xff, 0xd8, 0xff], [...ascii('RIFF'), 9, 9, 0, 0, ...ascii('WEBPVP8X')]];
  const avif = [...big32(16), ...ascii('ftypavif'), ...big32(0)];
  const types = ['image/png', 'image/gif', 'image/jpeg', 'image/webp', 'image/avif'];
  fc.assert(
    fc.property(fc.constantFrom(...starts, avif, []), fc.uint8Array({ maxLength: 400 }), (start, rest) => {
      const given = bytes(start, [...rest]);
      sniffType(given);
      for (const type of types) {
        readPictureHeader(type, given);
        const stripped = stripMetadata(type, given);
        expect(stripped === undefined || stripped.length <= given.length).toBe(true);
      }
    }),
  );
});
