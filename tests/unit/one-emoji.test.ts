import source from 'emojibase-data/en/compact.json' with { type: 'json' };
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBody, encodeBody } from '../../shared/envelope/body.ts';
import { isOneEmoji } from '../../shared/envelope/one-emoji.ts';

const isTaken = (text: string): boolean => decodeBody(encodeBody({ kind: 'emoji', text })) !== undefined;

it('PERM-22 every emoji that keyboards write is a reaction', () => {
  const all = source
    // Lone letters of flags and lone skin tones are parts of emoji.
    .filter(({ group }) => group !== undefined && group !== 2)
    .flatMap(({ unicode, skins = [] }) => [unicode, ...skins.map((skin) => skin.unicode)]);
  expect(all.length).toBeGreaterThan(3_000);
  expect(all.filter((text) => !isTaken(text))).toEqual([]);
});

it.each([
  ...[
    '',
    ' ',
    'a',
    '1',
    '#',
    'ok',
    'Buy my boat',
    '👍👍',
    '👍 ',
    ' 👍',
    '👍!',
    '🇩',
    '🇩🇪🇫🇷',
    '🏽',
    '\u200d',
    '👍\u200d',
  ],
  ...[
    '👍\ufe0f\ufe0f',
    'e\u0301',
    '👍\u0301',
    '\u202e👍',
    '👨\u200d'.repeat(9),
    '👍\u{E0062}\u{E007F}',
    '👍\u{E0061}\u{E0062}\u{E0063}\u{E007F}',
    '👍\n',
    '1\u20e3x',
  ],
  `\u{1F3F4}${'\u{E0061}'.repeat(12)}\u{E007F}`,
])('PERM-22 %j is no reaction', (text) => {
  expect([text, isTaken(text)]).toEqual([text, false]);
});

it('PERM-22 whatever is taken is one sign to a reader, and has no letters', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const parts = ['👍', '❤', '\ufe0f', '\u200d', '🏽', '🇩', '🇪', '1', '\u20e3', 'a', '\u{E0062}', '\u{E007F}', ' '];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 8 }), (chosen) => {
      const text = chosen.join('');
      if (!isOneEmoji(text)) return;
      expect([...segmenter.segment(text)]).toHaveLength(1);
      expect(text).not.toMatch(/\p{L}|\s/u);
    }),
    { numRuns: 5_000 },
  );
});
