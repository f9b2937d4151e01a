import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isShowable, readPictureHeader } from '../../client/files/picture-header.ts';
import { isShownType, sniffType } from '../../client/files/sniff-type.ts';
import { makePng, makeWav } from '../support/sealed-upload.ts';

const text = (value: string): Uint8Array => Uint8Array.from(value, (letter) => letter.charCodeAt(0) & 0xff);
const bytes = (...values: readonly (number | string)[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => (typeof value === 'number' ? [value] : [...text(value)])));

it('MEDIA-31 a file is what its first bytes say', () => {
  const known: readonly (readonly [string, Uint8Array])[] = [
    ['image/png', makePng(2, 2)],
    ['image/jpeg', bytes(0xff, 0xd8, 0xff, 0xe0)],
    ['image/gif', text('GIF89a....')],
    ['image/webp', text('RIFF....WEBPVP8 ')],
    ['image/avif', bytes(0, 0, 0, 24, 'ftypavif....')],
    ['image/heic', bytes(0, 0, 0, 24, 'ftypheic....')],
    ['video/mp4', bytes(0, 0, 0, 24, 'ftypisom....')],
    ['video/quicktime', bytes(0, 0, 0, 20, 'ftypqt  ....')],
    ['audio/mp4', bytes(0, 0, 0, 24, 'ftypM4A ....')],
    ['video/webm', bytes(0x1a, 0x45, 0xdf, 0xa3, '....webm....V_VP9....A_OPUS')],
    ['audio/webm', bytes(0x1a, 0x45, 0xdf, 0xa3, '....webm....A_OPUS')],
    ['audio/ogg', text('OggS........OpusHead')],
    ['audio/wav', makeWav(0.1)],
    ['audio/flac', text('fLaC')],
    ['audio/mpeg', text('ID3....')],
    ['audio/mpeg', bytes(0xff, 0xfb, 0x90, 0)],
    ['audio/aac', bytes(0xff, 0xf1, 0x50, 0)],
    ['application/pdf', text('%PDF-1.7')],
    ['text/plain', text('<html><script>alert(1)</script>')],
    ['text/plain', text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['application/octet-stream', bytes(0, 1, 2, 3)],
    ['application/octet-stream', bytes(0xff, 0xfe, 'a', 0)],
  ];
  for (const [type, head] of known) expect(sniffType(head, true), type).toBe(type);
});

it('MEDIA-31 nothing that a browser could run is ever shown, whatever comes first', () => {
  const tags = ['<!doctype html>', '<html>', '<svg ', '<?xml ', '<script>', '%PDF-', '#!/bin/sh', 'MZ', '\ufeff<html>'];
  fc.assert(
    fc.property(fc.constantFrom(...tags), fc.uint8Array({ maxLength: 200 }), (tag, rest) => {
      const type = sniffType(Uint8Array.from([...new TextEncoder().encode(tag), ...rest]), true);
      expect(isShownType(type)).toBe(false);
    }),
  );
  for (const type of ['image/svg+xml', 'text/html', 'application/pdf', 'text/xml', 'image/heic'])
    expect(isShownType(type)).toBe(false);
});

it('MEDIA-32 a picture that would not fit into memory is known by its header, and no header breaks the reader', () => {
  expect(readPictureHeader('image/png', makePng(30, 20))).toMatchObject({ width: 30, height: 20 });
  const jpeg = bytes(0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xc2, 0, 17, 8, 0x02, 0x58, 0x03, 0x20, 3);
  expect(readPictureHeader('image/jpeg', jpeg)).toMatchObject({ width: 800, height: 600 });
  expect(readPictureHeader('image/gif', bytes('GIF89a', 0x20, 3, 0x58, 2))).toMatchObject({ width: 800, height: 600 });
  const extended = bytes('RIFF....WEBPVP8X', 10, 0, 0, 0, 0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0);
  expect(readPictureHeader('image/webp', extended)).toMatchObject({ width: 800, height: 600 });
  const ispe = [0, 0, 0, 20, 'ispe', 0, 0, 0, 0, 0, 0, 3, 0x20, 0, 0, 2, 0x58];
  const avif = bytes(0, 0, 0, 48, 'meta', 0, 0, 0, 0, 0, 0, 0, 36, 'iprp', 0, 0, 0, 28, 'ipco', ...ispe);
  // A size that stands where none is read says nothing.
  expect(readPictureHeader('image/avif', bytes(...ispe))).toBeUndefined();
  expect(readPictureHeader('image/avif', avif)).toMatchObject({ width: 800, height: 600 });

  expect(isShowable({ width: 6_000, height: 4_000 })).toBe(true);
  expect(isShowable({ width: 60_000, height: 60_000 })).toBe(false);
  expect(isShowable({ width: 65_000, height: 2 })).toBe(false);
  expect(isShowable({ width: 0, height: 10 })).toBe(false);
  const types = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'text/plain'];
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 300 }), fc.boolean(), (type, rest, begins) => {
      const head = begins ? bytes(0xff, 0xd8, ...rest) : rest;
      const size = readPictureHeader(type, head);
      expect(size === undefined || (size.width >= 0 && size.height >= 0)).toBe(true);
    }),
  );
});
