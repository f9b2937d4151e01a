import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { judgeBody } from '../../client/replica/commands/judge-body.ts';
import { STORED_EVENT } from '../../shared/document/chapter.ts';
import { type Body, decodeBody, encodeBody, readBody } from '../../shared/envelope/body.ts';
import { hasHidden, withoutHidden } from '../../shared/text/hidden-characters.ts';
import { parseLine, readLine } from '../../shared/text/parse-line.ts';

const MOST = 80;

describe('a line', () => {
  test.each([
    ['Alice'],
    ['Łódź'],
    ['日本語'],
    ['Anna 🌊'],
    ['👨‍👩‍👧 family'],
    ['👩🏽‍⚕️'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['1️⃣'],
    ['❤️'],
    ['می‌خواهم'],
    ['क्‍ष'],
    ['葛󠄀'],
    ['שלום'],
  ])('LINE-1 %j is one', (text) => {
    expect(parseLine(text, MOST)).toBe(text);
    expect(readLine(text, MOST)).toBe(text);
  });

  test.each([
    ['\u{202E}nimda\u{2066} Support', 'nimda Support'],
    ['\u{200F}Alice', 'Alice'],
    ['A\nB\r\n\u{2028}C', 'A B C'],
    ['Al\u{200B}ice', 'Alice'],
    ['Al\u{200D}ice', 'Alice'],
    ['Al\u{200C}ice', 'Alice'],
    ['Al\u{AD}ice', 'Alice'],
    ['Al\u{34F}ice', 'Alice'],
    ['Alice\u{FE0F}', 'Alice'],
    ['Alice\u{E0041}\u{E0042}', 'Alice'],
    ['Alice\u{0}\u{7}', 'Alice'],
    ['Alice\u{FEFF}', 'Alice'],
  ])('LINE-1 %j is none; LINE-2 it is shown as %j', (text, shown) => {
    // What stands at the end of a text only is trimmed before it is looked at, as a space is.
    if (text.trim() === text) expect(parseLine(text, MOST)).toBeUndefined();
    expect(readLine(text, MOST)).toBe(shown);
  });

  test.each(['', ' ', '\u{200B}', '\u{3164}\u{3164}', '\u{2800}', '\u{300}'.repeat(79), '\u{202E}', '\u{E0041}'])(
    'LINE-1 nothing is seen of %j',
    (text) => {
      expect(parseLine(text, MOST)).toBeUndefined();
      expect(readLine(text, MOST)).toBeUndefined();
    },
  );

  const ODD = fc.constantFrom(
    ...['a', ' ', '1', '❤', '👩', '\u{1F3FD}', '\u{FE0F}', '\u{20E3}', '\u{200D}', '\u{200C}', '\u{200B}', '\u{202E}'],
    ...[
      '\u{2066}',
      '\n',
      '\u{2028}',
      '\u{300}',
      'س',
      'क',
      '\u{94D}',
      '葛',
      '\u{E0100}',
      '🏴',
      '\u{E0067}',
      '\u{E007F}',
    ],
    ...['\u{D800}', '\u{3164}', '\u{958}', '\u{1160}'],
  );
  const ANY = fc.oneof(
    fc.array(ODD, { maxLength: 40 }).map((all) => all.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  test('LINE-2 what is shown of any text keeps the rule, and what keeps the rule is shown unchanged', () => {
    fc.assert(
      fc.property(ANY, fc.integer({ min: 1, max: 30 }), (text, most) => {
        const shown = readLine(text, most);
        if (shown !== undefined) expect(parseLine(shown, most)).toBe(shown);
        const line = parseLine(text, most);
        if (line === undefined) return;
        expect(readLine(line, most)).toBe(line);
        expect(hasHidden(line)).toBe(false);
        expect(line).not.toMatch(/[\u{202A}-\u{202E}\u{2066}-\u{2069}\u{200B}\n\r\u{2028}\u{2029}]/u);
      }),
      { numRuns: 2_000 },
    );
  });

  test('LINE-1 a text of any length is judged at once', () => {
    for (const unit of ['\u{E0067}', '🏴\u{E0067}', '\u{200D}', '👩\u{200D}', '\u{300}'])
      expect(withoutHidden(unit.repeat(10_000)).length).toBeLessThanOrEqual(unit.length * 10_000);
  });
});

const HOSTILE = '\u{202E}nimda\u{200B}\n!';
const SHOWN = 'nimda !';
const LINES: readonly (readonly [Body, (body: Body) => unknown])[] = [
  [{ kind: 'name', text: HOSTILE }, (body) => body.kind === 'name' && body.text],
  [
    { kind: 'poll', text: HOSTILE, options: ['a', 'b'], multiple: false, anonymous: false },
    (body) => body.kind === 'poll' && body.text,
  ],
  [
    { kind: 'poll', text: 'q', options: ['a', HOSTILE], multiple: false, anonymous: false },
    (body) => body.kind === 'poll' && body.options[1],
  ],
  [{ kind: 'location', latitude: 1, longitude: 2, text: HOSTILE }, (body) => body.kind === 'location' && body.text],
  [{ kind: 'contact', userId: 'u', by: 1_024, name: HOSTILE }, (body) => body.kind === 'contact' && body.name],
  [
    { kind: 'text', text: '@x', mentions: [{ by: 1_024, name: HOSTILE }] },
    (body) => body.kind === 'text' && body.mentions?.[0]?.name,
  ],
];

describe('a line in a document', () => {
  test.each(LINES)(
    'LINE-1 the judge takes no hidden characters; LINE-2 a reader shows the rest: %j',
    (body, lineOf) => {
      const bytes = encodeBody(body);
      expect(decodeBody(bytes)).toBeUndefined();
      const read = readBody(bytes);
      expect(read && lineOf(read)).toBe(SHOWN);
    },
  );
  test('LINE-2 a line of which nothing can be seen has a sign in its place', () => {
    expect(readBody(encodeBody({ kind: 'name', text: '\u{200B}' }))).toEqual({ kind: 'name', text: '…' });
  });
  test('LINE-2 the name in an event is shown by the same rule', () => {
    const stored = v.parse(STORED_EVENT, [1, 2, { kind: 'renamed', by: 1_024, name: HOSTILE }]);
    expect(stored[2]).toEqual({ kind: 'renamed', by: 1_024, name: SHOWN });
  });
  test('LINE-3 a device writes what was pasted without them', () => {
    const judged = judgeBody(
      { kind: 'direct', role: 'member', rights: {} as never },
      { kind: 'poll', text: HOSTILE, options: ['a\u{200B}', 'b'], multiple: false, anonymous: false },
    );
    expect(judged).toEqual({
      ok: true,
      value: { kind: 'poll', text: SHOWN, options: ['a', 'b'], multiple: false, anonymous: false },
    });
  });
});
