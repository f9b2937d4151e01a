import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addGrams, gramsOf, mayHold, newFilter } from '../../shared/search/grams.ts';
import { markText } from '../../shared/search/mark-text.ts';
import { findTerm } from '../../shared/search/match-term.ts';
import { parseQuery } from '../../shared/search/parse-query.ts';
import { fold } from '../../shared/text/fold.ts';

const finds = (query: string, text: string): boolean => {
  const folded = fold(text);
  const terms = parseQuery(query);
  return terms.length > 0 && terms.every((term) => findTerm(folded, term, 0) >= 0);
};
const marked = (query: string, text: string): readonly string[] =>
  markText(text.normalize('NFC'), parseQuery(query)).flatMap((part) => (part.marked ? [part.text] : []));
const shown = (query: string, text: string): string =>
  markText(text, parseQuery(query))
    .map((part) => part.text)
    .join('');

const NOTE =
  'see https://example.com/a/the_lord_of_rings?id=ABC-123#x, me@example.org, C++, .NET, v1.2, #wiki, 5" :-) O’Brien';

describe('what finds what', () => {
  test.each([
    ['玻璃', '我能吞下玻璃而不伤身体'],
    ['玻', '我能吞下玻璃而不伤身体'],
    ['部屋', 'この部屋は全文検索用のテスト'],
    ['认证', '认证系统使用JWT令牌'],
    ['JWT', '认证系统使用JWT令牌'],
    ['잠', '서울시가 잠이 든'],
    ['test', 'testing'],
    ['test', 'retest'],
    ['t', 'a test'],
    ['te', 'the testing'],
    ['tes', 'retest'],
    ['task dev', 'dev task'],
    ['"dev task"', 'a dev task.'],
    ['“dev task”', 'Dev Task'],
    ['"to be or not"', 'TO BE OR NOT to be'],
    ['"the who"', 'heard The Who today'],
    ['👍', 'yes 👍🏽'],
    ['🏳️‍🌈', 'a 🏳️‍🌈 flag'],
    ['-', 'a - b'],
    ['"', 'say "so"'],
    ['say "so"', 'say "so"'],
    ['(a OR b) from:me', 'the (a OR b) from:me'],
    ['example.com', NOTE],
    ['https://example.com/a/the_lord_of_rings?id=ABC-123#x', NOTE],
    ['lord', NOTE],
    ['lo', NOTE],
    ['ABC-123', NOTE],
    ['123', NOTE],
    ['me@', NOTE],
    ['me@example.org', NOTE],
    ['C++', NOTE],
    ['.NET', NOTE],
    ['v1.2', NOTE],
    ['#wiki', NOTE],
    ['#wiki', 'the wiki'],
    ['5"', NOTE],
    [':-)', NOTE],
    ["o'b", NOTE],
  ])('SEARCH-1 %j finds %j', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  test.each([
    ['te', 'retest'],
    ['"dev task"', 'task dev'],
    ['"dev task"', 'dev tasks'],
    ['"the who"', 'bathe whole'],
    ['stateful', 'state and states'],
    ['C++', 'a C'],
    ['test one', 'test two'],
    ['', 'anything'],
    ['""', 'anything'],
    ['\u200b', 'anything'],
  ])('SEARCH-1 %j does not find %j', (query, text) => {
    expect(finds(query, text)).toBe(false);
  });

  test('SEARCH-1 nothing that is typed is an error, and whatever stands in a text is found', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(), fc.nat({ max: 20 }), (text, at, length) => {
        parseQuery(text);
        const characters = [...text.normalize('NFC')];
        const from = at % (characters.length + 1);
        const piece = characters.slice(from, from + length).join('');
        // Quotation marks around words ask for whole words.
        if (/["“”„‟«»″]/u.test(piece) || /[\u1100-\u11ff]/.test(text)) return;
        for (const term of parseQuery(piece))
          if (term.kind === 'part') expect(findTerm(fold(text), term, 0)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('grams', () => {
  test('SEARCH-5 a filter never lacks what its texts hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.nat(), fc.nat({ max: 12 }), (text, at, length) => {
        const folded = fold(text);
        const filter = newFilter();
        addGrams(filter, folded);
        const from = at % (folded.length + 1);
        const needle = folded.slice(from, from + length);
        expect(mayHold(filter, gramsOf([{ kind: 'part', needle, spelled: '' }]))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
  test('SEARCH-5 a filter tells most words that its texts lack', () => {
    const filter = newFilter();
    for (let i = 0; i < 2_000; i++) addGrams(filter, fold(`the tide comes in over flat stones ${i} 潮が満ちる`));
    const lacks = (word: string): boolean => !mayHold(filter, gramsOf(parseQuery(word)));
    for (const word of ['harbour', 'lighthouse', '灯台', '灯', 'xyz']) expect(lacks(word)).toBe(true);
    for (const word of ['tide', 'stones 1999', '潮', '満ち']) expect(lacks(word)).toBe(false);
  });
});

describe('marks', () => {
  test.each([
    ['strasse', 'Die Straße dort', ['Straße']],
    ['s', 'ß', ['ß']],
    ['nai', 'naïve', ['naï']],
    ['nai', 'nai\u0308ve', ['naï']],
    ['玻璃', '我能吞下玻璃而', ['玻璃']],
    ['👩', 'a 👩‍👩‍👧 b', ['👩‍👩‍👧']],
    ['fin', 'ﬁnal', ['ﬁn']],
    ['tide sto', 'tide and stone', ['tide', 'sto']],
    ['aba', 'ababa', ['aba']],
    ['abc bcd', 'abcd', ['abcd']],
    ['سلام', 'سـلام عليكم', ['سـلام']],
    ['잠', '서울시가 잠이 든'.normalize('NFD'), ['잠']],
  ])('SEARCH-4 of %j in %j stand at the right letters', (query, text, expected) => {
    expect(marked(query, text)).toEqual(expected);
  });

  test('SEARCH-4 a long text is shown around the first mark, cut at whole characters', () => {
    const text = `${'before 👩‍👩‍👧 '.repeat(60)}needle${' after 👩‍👩‍👧'.repeat(60)}`;
    const snippet = shown('needle', text);
    expect(snippet.length).toBeLessThan(340);
    expect(snippet).toMatch(/^….*needle.*…$/u);
    expect(text.includes(snippet.slice(1, -1))).toBe(true);
    expect(new Intl.Segmenter('en').segment(snippet.slice(1))[Symbol.iterator]().next().value?.segment).toMatch(
      /^(?:[a-z ]|👩‍👩‍👧)$/u,
    );
    expect(shown('needle', 'a needle')).toBe('a needle');
  });

  test('SEARCH-4 marks never change the text, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.string({ unit: 'binary', maxLength: 3 }),
        (given, query) => {
          const text = given.normalize('NFC');
          expect(shown(query, text)).toBe(text);
        },
      ),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 300, maxLength: 900 }),
        fc.nat({ max: 900 }),
        (given, at) => {
          const text = given.normalize('NFC');
          const query = text.slice(at, at + 2);
          const snippet = shown(query, text).replace(/^…|…$/gu, '');
          expect(text).toContain(snippet);
        },
      ),
      { numRuns: 300 },
    );
  });
});
