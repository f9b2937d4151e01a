import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeChosen, judgeMade, kindOfType } from '../../client/features/composer/attach/file-limits.ts';
import { textOfHtml } from '../../client/features/composer/attach/html-text.ts';
import { summaryWords } from '../../client/features/message-content/summary-words.ts';
import { nameForType, nameToSend } from '../../client/files/make/file-name.ts';
import { videoRate, videoSize } from '../../client/files/make/make-media.ts';
import { waveBars } from '../../client/files/make/wave-bars.ts';
import { formatBytes } from '../../client/i18n/format-bytes.ts';
import { summaryOf } from '../../shared/protocol/summary-of.ts';
import { parseLine } from '../../shared/text/parse-line.ts';

const MB = 1024 * 1024;

it('MEDIA-4 files are judged by kind, with a warning from half of the limit', () => {
  expect(kindOfType('image/heic')).toBe('file');
  expect(kindOfType('application/pdf')).toBe('file');
  expect(judgeChosen(150 * MB, 'file')).toEqual({ kind: 'too-large', limit: 100 * MB });
  expect(judgeChosen(60 * MB, 'audio')).toEqual({ kind: 'too-large', limit: 50 * MB });
  // A picture is made smaller before it is judged.
  expect(judgeChosen(40 * MB, 'picture')).toEqual({ kind: 'fits' });
  expect(judgeMade(11 * MB, 'picture', 'standard')).toEqual({ kind: 'too-large', limit: 10 * MB });
  expect(judgeMade(11 * MB, 'picture', 'high')).toEqual({ kind: 'fits' });
  expect(judgeMade(25 * MB, 'picture', 'original')).toEqual({ kind: 'large', limit: 25 * MB });
  expect(judgeMade(50 * MB, 'video', 'standard')).toEqual({ kind: 'large', limit: 100 * MB });
});

it('MEDIA-4 sizes are said with three digits at most', () => {
  expect([0, 512, 1_434, 150 * MB, 1.4 * MB, 3 * 1024 * MB].map((size) => formatBytes(size, 'en'))).toEqual([
    '0 bytes',
    '512 bytes',
    '1.4 kB',
    '150 MB',
    '1.4 MB',
    '3 GB',
  ]);
});

it('MEDIA-5 names keep to the rule for lines and to the type of their bytes', () => {
  expect(nameForType('IMG_1.PNG', 'image/jpeg')).toBe('IMG_1.jpg');
  expect(nameForType('photo.jpeg', 'image/jpeg')).toBe('photo.jpeg');
  expect(nameForType('photo', 'image/webp')).toBe('photo.webp');
  expect(nameToSend('\u202egnp.exe', 'file')).toBe('gnp.exe');
  expect(nameToSend(' \u200b ', 'file')).toBe('file');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (given) => {
      const name = nameToSend(given, 'file');
      expect(parseLine(name, 255)).toBe(name);
      for (const type of ['image/jpeg', 'image/webp', 'text/plain'])
        expect(parseLine(nameForType(name, type), 255)).toBeDefined();
    }),
  );
});

it('MEDIA-6 HTML that is pasted alone becomes its words', () => {
  expect(textOfHtml('<style>p{}</style><p>One &amp; <b>two</b></p><p>three<br>four</p>')).toBe(
    'One & two\nthree\nfour',
  );
  expect(textOfHtml('<script>alert(1)</script>')).toBe('');
  expect(textOfHtml('<img src=x onerror=alert(1)>')).toBe('');
  fc.assert(
    fc.property(fc.string(), (given) => {
      expect(textOfHtml(given).length).toBeLessThanOrEqual(given.length);
    }),
  );
});

it('MEDIA-7 a voice message has at most 50 bars, whatever its length', () => {
  expect(waveBars([])).toBe('0');
  expect(waveBars([0, 0.25, 0.5])).toBe('08f');
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2_000 }), (levels) => {
      expect(waveBars(levels)).toMatch(/^[0-9a-f]{1,50}$/);
    }),
  );
});

it('MEDIA-11 rows, quotes and notifications say what files are', () => {
  const picture = { name: 'IMG_1.jpg', look: { kind: 'picture' } } as const;
  const voice = { name: 'voice.webm', look: { kind: 'voice', seconds: 12.4 } } as const;
  const report = { name: 'report.pdf' };
  const said = (text: string | undefined, ...files: (typeof picture | typeof voice | typeof report)[]): string =>
    summaryWords(summaryOf({ kind: 'files', text, files }));
  expect(said(undefined, picture)).toBe('📷 Photo');
  expect(said(undefined, picture, picture)).toBe('📷 2 photos');
  expect(said('Low tide', picture)).toBe('📷 Low tide');
  expect(said(undefined, voice)).toBe('🎤 Voice message (0:12)');
  expect(said(undefined, report)).toBe('📎 report.pdf');
  expect(said(undefined, report, picture)).toBe('📎 2 files');
  expect(summaryWords('Only words')).toBe('Only words');
});

it('MEDIA-12 videos are scaled into their box, lying or standing, and to a rate that fits', () => {
  expect(videoSize(1_920, 1_080)).toEqual({ width: 1_280, height: 720 });
  expect(videoSize(1_080, 1_920)).toEqual({ width: 720, height: 1_280 });
  expect(videoSize(640, 481)).toEqual({ width: 640, height: 481 });
  expect(videoRate(60)).toBe(2_500_000);
  expect(videoRate(24 * 3_600)).toBeUndefined();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 }), (width, height) => {
      const made = videoSize(width, height);
      expect(Math.max(made.width, made.height)).toBeLessThanOrEqual(1_280);
      expect(Math.min(made.width, made.height)).toBeLessThanOrEqual(720);
    }),
  );
});
