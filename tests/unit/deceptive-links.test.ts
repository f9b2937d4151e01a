import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown } from '../../client/features/message-content/text/message-markdown.ts';

type Link = Extract<Inline, { kind: 'link' }>;
const linksIn = (inlines: readonly Inline[]): readonly Link[] =>
  inlines.flatMap((one) => (one.kind === 'link' ? [one] : 'inlines' in one ? linksIn(one.inlines) : []));
const links = (text: string): readonly Link[] =>
  parseMarkdown(text).flatMap((block: Block) => (block.kind === 'paragraph' ? linksIn(block.inlines) : []));
const wordsOf = (inlines: readonly Inline[]): string =>
  inlines.map((one) => ('inlines' in one ? wordsOf(one.inlines) : one.text)).join('');

const EVIL = 'https://evil.example';
/** The words under which a text leads there by the web. */
const wordsToEvil = (text: string): readonly string[] =>
  links(text)
    .filter(({ href }) => new URL(href).host === 'evil.example')
    .map(({ inlines }) => wordsOf(inlines));
/** The address itself, as the lexer finds it in what was typed. */
const ITSELF = /^https:\/\/evil\.example/;
/** Words under which a link to another host would be believed. */
const WORDS = [
  ...[
    'https://bank.example',
    'bank.example',
    'www.bank.example',
    'BANK.EXAMPLE',
    'bank.example/login',
    '//bank.example',
  ],
  ...[
    'Visit https://bank.example',
    '🔒 https://bank.example',
    '1. bank.example',
    '"https://bank.example"',
    '(bank.example)',
  ],
  ...['**bank**.example', '`https://bank.example`', '~~bank~~.example', '_www_.bank.example', 'ftp://bank.example'],
  ...[
    '\u{200B}https://bank.example',
    'h\u{200B}ttps://bank.example',
    'https:/\u{200B}/bank.example',
    'bank\u{AD}.example',
  ],
  ...['bank\u{2060}.\u{2060}example', 'bank\u{200A}.example', 'bank\u{E0041}.example', '\u{FEFF}bank.example'],
  ...[
    'ｈttps://bank.example',
    'https∶//bank.example',
    'https：//bank.example',
    'https:∕∕bank.example',
    'https:⁄⁄bank.example',
  ],
  ...['bank。example', 'bank．example', 'bank｡example', 'bank․example', 'bank·example', 'ｂａｎｋ.example'],
  ...['\u{202E}elpmaxe.knab//:sptth', '\u{2067}bank\u{2069}', '\u{200F}bank', 'elpmaxe.knab'],
  ...[
    'https://bank.example@evil.example',
    'bank.example@evil.example',
    'boss@bank.example',
    'https://bank.example:443',
  ],
  ...['evil.example.bank', 'https://evil.bank', 'https://evil.example.bank.example', '203.0.113.7', 'http://localhost'],
  ...['xn--bnk-0na.example', 'bánk.example', 'https://bank.example。evil'],
];

describe('words that name another host', () => {
  test.each(WORDS)('TXT-4 %j leads nowhere else', (words) => {
    for (const found of wordsToEvil(`see [${words}](${EVIL}) there`)) expect(found).toMatch(ITSELF);
  });

  test.each([
    ['[bank](https://evil.example).example'],
    ['https://[bank](https://evil.example).example'],
    ['www.[bank.exa](https://evil.example)mple'],
    ['**[bank](https://evil.example)**.example'],
    ['[bank](https://evil.example)**.example**'],
    ['[bank](https://evil.example)[.example](https://evil.example)'],
    ['[bank](https://evil.example)\u{200B}.example'],
  ])('TXT-4 %j: what touches the words is read with them', (text) => {
    for (const found of wordsToEvil(text)) expect(found).toMatch(ITSELF);
  });

  test.each([
    [`[here](${EVIL})`, undefined],
    [`[evil.example](${EVIL})`, undefined],
    [`[www.evil.example/x](${EVIL}/y)`, undefined],
    ['[evil.example](https://www.evil.example)', undefined],
    [`see (${EVIL}/a/bank.example?x=https://bank.example).`, undefined],
    [EVIL, undefined],
    ['http://[::1]/', undefined],
    ['www.evil.example:8080', undefined],
    [`[version 1.2.3, e.g. the first](${EVIL})`, undefined],
    [`[Node.js](${EVIL})`, 'evil.example'],
    ['[bank.example](https://login.bank.example)', 'login.bank.example'],
    [`[evil．example](${EVIL})`, 'evil.example'],
    ['https://аррӏе.com', 'xn--80ak6aa92e.com'],
    ['https://bank。example', 'bank.example'],
    ['[Mail boss@bank.example](mailto:boss@bank.example)', undefined],
  ])('TXT-31 %j is a link, with its host beside it: %j', (text, host) => {
    expect(links(text).map((link) => link.host)).toEqual([host]);
  });

  test.each([
    'https://bank.example@evil.example',
    'https://bank.example:x@evil.example',
    'https://evil.example/\u{202E}moc.knab',
    'https://evil.example\\@bank.example',
    'https://bank.example∕login.evil.example',
    '[x](https://bank.example@evil.example)',
  ])('TXT-3 %j is no link to the host behind', (text) => {
    expect(links(text).filter(({ href }) => new URL(href).hostname.endsWith('evil.example'))).toEqual([]);
  });

  test.each([
    'a@b.example?bcc=evil@x.example',
    'a@b.example?body=hello',
    'a@b.example,evil@x.example',
    'a%40b@x.example',
  ])('TXT-32 mailto:%s', (address) => {
    expect(links(`[write](mailto:${address})`).filter(({ href }) => wordsOf([]) === href)).toEqual([]);
    expect(links(`[write](mailto:${address})`).some(({ inlines }) => wordsOf(inlines) === 'send messages')).toBe(false);
  });

  const hidden = fc.constantFrom('', '\u{200B}', '\u{2060}', '\u{AD}', '\u{FEFF}', '\u{200D}', '\u{34F}', '\u{FE0F}');
  const dot = fc.constantFrom('.', '。', '．', '｡', '․', '\u{200B}.\u{200B}', '.\u{2009}');
  const mark = fc.constantFrom('', '**', '_', '~~', '`');
  const before = fc.constantFrom(
    '',
    'Visit ',
    '🔒 ',
    '1. ',
    '"',
    '(',
    'https://',
    'https∶//',
    'HTTPS://',
    '//',
    'www.',
  );
  const behind = fc.constantFrom('', '/login', ':443', '?a', '.', ')', ' now');
  test('TXT-4 no disguise of a host makes a link to another one', () => {
    fc.assert(
      fc.property(before, hidden, mark, hidden, dot, behind, (a, b, m, c, d, e) => {
        const words = `${a}${b}${m}bank${m}${c}${d}example${e}`;
        for (const found of wordsToEvil(`[${words}](${EVIL})`)) expect(found).toMatch(ITSELF);
      }),
      { numRuns: 1_000 },
    );
  });
});
