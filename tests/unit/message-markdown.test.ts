import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown } from '../../client/features/message-content/text/message-markdown.ts';
import { splitMentions } from '../../client/features/message-content/text/split-mentions.ts';

const inlineText = (inline: Inline): string => {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return `<code>${inline.text}</code>`;
    case 'link':
      return `<a ${inline.href}>${inline.inlines.map(inlineText).join('')}</a>`;
    default:
      return `<${inline.kind}>${inline.inlines.map(inlineText).join('')}</${inline.kind}>`;
  }
};
const blockText = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${block.inlines.map(inlineText).join('')}</p>`;
    case 'gap':
      return `<gap ${block.lines}>`;
    case 'code':
      return `<pre ${block.language}>${block.text}</pre>`;
    case 'quote':
      return `<quote>${block.blocks.map(blockText).join('')}</quote>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      const items = block.items.map(
        ({ mark, blocks }) => `<li${block.ordered ? ` ${mark}` : ''}>${blocks.map(blockText).join('')}</li>`,
      );
      return `<${tag}>${items.join('')}</${tag}>`;
    }
  }
};
/** The tree in one line. `<p>` around a single paragraph is left out. */
const read = (text: string): string => {
  const blocks = parseMarkdown(text);
  const [first] = blocks;
  return blocks.length === 1 && first?.kind === 'paragraph'
    ? first.inlines.map(inlineText).join('')
    : blocks.map(blockText).join('');
};

describe('Markdown that is read', () => {
  test.each([
    ['a **b** c', 'a <strong>b</strong> c'],
    ['a __b__ c', 'a <strong>b</strong> c'],
    ['a *b* _c_', 'a <em>b</em> <em>c</em>'],
    ['***x***', '<em><strong>x</strong></em>'],
    ['~~gone~~', '<del>gone</del>'],
    ['**a *b* ~~c~~**', '<strong>a <em>b</em> <del>c</del></strong>'],
    ['`a *b*`', '<code>a *b*</code>'],
    ['`` a ` b ``', '<code>a ` b</code>'],
    ['```ts\nconst a = 1;\n\n  b\n```', '<pre ts>const a = 1;\n\n  b</pre>'],
    ['before\n```\n*x*\n```\nafter', '<p>before</p><pre >*x*</pre><p>after</p>'],
    ['~~~\nx\n~~~', '<pre >x</pre>'],
    ['- a\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['* a\n  * b\n    * c', '<ul><li><p>a</p><ul><li><p>b</p><ul><li><p>c</p></li></ul></li></ul></li></ul>'],
    ['7. a\n8. b', '<ol><li 7.><p>a</p></li><li 8.><p>b</p></li></ol>'],
    ['1) a\n2) b', '<ol><li 1)><p>a</p></li><li 2)><p>b</p></li></ol>'],
    ['1. a\n   - b', '<ol><li 1.><p>a</p><ul><li><p>b</p></li></ul></li></ol>'],
    ['> a\n> b', '<quote><p>a\nb</p></quote>'],
    ['> a\n>> b', '<quote><p>a</p><quote><p>b</p></quote></quote>'],
    ['[words](https://example.org/a)', '<a https://example.org/a>words</a>'],
    ['[**b**](mailto:a@example.org)', '<a mailto:a@example.org><strong>b</strong></a>'],
    ['<https://example.org>', '<a https://example.org/>https://example.org</a>'],
    ['see https://example.org/a_b_c*d*.', 'see <a https://example.org/a_b_c*d*>https://example.org/a_b_c*d*</a>.'],
    ['**https://example.org**', '<strong><a https://example.org/>https://example.org</a></strong>'],
    ['mailto:a@example.org', '<a mailto:a@example.org>mailto:a@example.org</a>'],
    ['a\n\nb', '<p>a</p><p>b</p>'],
    ['a\n\n\n\nb', '<p>a</p><gap 2><p>b</p>'],
  ])('TXT-1 %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ['> theirs\nmine', '<quote><p>theirs</p></quote><p>mine</p>'],
    ['- a\nnot in the list', '<ul><li><p>a</p></li></ul><p>not in the list</p>'],
  ])('TXT-1 a line without the mark is outside: %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('what stays as it was typed', () => {
  test.each([
    '# heading',
    'a\n# b\nc',
    'Title\n=====',
    'a\n---\nb',
    '***',
    '* * *',
    '_ _ _',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '    four spaces',
    '\tone tab',
    'a  b   c',
    'two spaces  \nat the end',
    'one\ntwo\nthree',
    '<b>bold</b>',
    '<div>\n<p>x\n</div>',
    '<!-- no comment -->',
    '<![CDATA[x]]>',
    '&amp; &lt; &#65; &#x41; &nbsp;',
    '[a][b]',
    '[a]',
    '[^1]',
    '![alt][a]',
    '~one~ and ~5',
    '```\nnever closed',
    '`one',
    '\\*not em\\*',
    '¯\\_(ツ)_/¯',
    'snake_case_name and 2 * 3 * 4 is 24',
    '5 > 3',
    '#channel',
    '1.5 litres',
    '-5 degrees',
    'www.example',
    '*',
    '**',
    '@',
    '>',
    '>>>',
    '-',
    '1.',
    '2)',
  ])('TXT-2 %j', (text) => {
    expect(parseMarkdown(text)).toEqual([{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }]);
  });
  test.each([
    ['![a](https://example.org/a.png)', '![a](<a https://example.org/a.png>https://example.org/a.png</a>)'],
    ['[a]: https://example.org', '[a]: <a https://example.org/>https://example.org</a>'],
    ['- [ ] to do', '<ul><li><p>[ ] to do</p></li></ul>'],
    ['[a](https://example.org "title")', '[a](<a https://example.org/>https://example.org</a> "title")'],
  ])('TXT-2 %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

const hrefs = (blocks: readonly Block[]): string[] =>
  [...JSON.stringify(blocks).matchAll(/"href":"([^"]*)"/g)].map((match) => match[1] ?? '');

describe('links', () => {
  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](java\u0000script:alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x]( javascript:alert(1))',
    '[x](javascript&colon;alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](&#x6A;avascript&#x3A;alert(1))',
    '[x](javascript%3Aalert(1))',
    '[x](<javascript:alert(1)>)',
    '[x](java\\script:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](DATA:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox(1))',
    '[x](file:///etc/passwd)',
    '[x](blob:null/1)',
    '[x](geo:1,2)',
    '[x](//example.org)',
    '[x](/c/d-1)',
    '[x](?a)',
    '[x](#a)',
    '[x](https://)',
    '[x](https:// bad)',
    '[x]()',
    '<javascript:alert(1)>',
    '<data:text/html,x>',
    '<JAVASCRIPT:alert(1)>',
    '[a]: javascript:alert(1)\n\n[a]',
    'javascript:alert(1)',
    'javascript://%0aalert(1)',
    '[x](https://bank.example@thief.example)',
    'https://bank.example@thief.example',
    'www.bank.example@thief.example',
    'javascript:www.example.org',
    '[x](feed:javascript:alert(1))',
    '[x](view-source:javascript:1)',
    '[х](јavascript:alert(1))',
  ])('TXT-3 %j leads nowhere and is shown whole', (text) => {
    const blocks = parseMarkdown(text);
    expect(hrefs(blocks)).toEqual([]);
    // The lexer leaves out control characters nowhere; what is typed is what is read.
    expect(read(text).replaceAll(/<\/?p>/g, '')).toBe(text.replace('\n\n', ''));
  });
  test.each([
    '[https://bank.example](https://thief.example)',
    '[ http://bank.example/a ](https://thief.example)',
    '[www.bank.example](https://thief.example)',
    '[**https://bank.example**](https://thief.example)',
    '[https://bank.example@x](https://thief.example)',
    '[mailto:mira@bank.example](mailto:mira@thief.example)',
  ])('TXT-4 %s names another place than it leads to, and is no such link', (text) => {
    expect(hrefs(parseMarkdown(text)).every((href) => read(text).includes(`>${href.replace(/\/$/, '')}`))).toBe(true);
    expect(read(text)).toContain('](');
  });
  test.each([
    [
      'see www.example.org/a*b*c and (www.example.org)',
      'see <a https://www.example.org/a*b*c>www.example.org/a*b*c</a> and (<a https://www.example.org/>www.example.org</a>)',
    ],
    ['**www.example.org**', '<strong><a https://www.example.org/>www.example.org</a></strong>'],
    ['_mira_s@example.org_', '<em><a mailto:mira_s@example.org>mira_s@example.org</a></em>'],
    ['ask mira@example.org!', 'ask <a mailto:mira@example.org>mira@example.org</a>!'],
    ['> mira@example.org', '<quote><p><a mailto:mira@example.org>mira@example.org</a></p></quote>'],
    ['`www.example.org` `mira@example.org`', '<code>www.example.org</code> <code>mira@example.org</code>'],
    ['[see www.example.org](https://a.example)', '[see www.example.org](https://a.example)'],
    ['ändy@example.org', 'ändy@example.org'],
    ['[x](www.example.org)', '[x](<a https://www.example.org/>www.example.org</a>)'],
    ['[x](mira@example.org)', '[x](<a mailto:mira@example.org>mira@example.org</a>)'],
    ['www.<b>x</b>.org', 'www.<b>x</b>.org'],
    ['www.example.org"onclick="alert(1)', '<a https://www.example.org/>www.example.org</a>"onclick="alert(1)'],
    ['a@b.example"onclick="alert(1)', '<a mailto:a@b.example>a@b.example</a>"onclick="alert(1)'],
    ['a@b.example?body=<script>', '<a mailto:a@b.example>a@b.example</a>?body=<script>'],
  ])('TXT-30 %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
  test('TXT-4 words that are another e-mail address lead to that one', () => {
    for (const href of ['mailto:mira@thief.example', 'https://thief.example'])
      expect(read(`[mira@bank.example](${href})`)).toMatch(
        /^\[<a mailto:mira@bank\.example>mira@bank\.example<\/a>\]\(<a \S+thief\.example\/?>\S+<\/a>\)$/,
      );
    expect(read('[Mira@example.org](mailto:mira@example.org)')).toBe('<a mailto:mira@example.org>Mira@example.org</a>');
  });
  test('TXT-4 words that are the address, or no address, may be linked', () => {
    expect(hrefs(parseMarkdown('[https://a.example/x](https://a.example/y) [node.js](https://nodejs.org)'))).toEqual([
      'https://a.example/y',
      'https://nodejs.org/',
    ]);
  });
});

const BAD = [
  ...['*', '[', '>', '_', '~', '`', '(', '- ', '> ', '1. ', '<', '!', '|', '\\', '\n', ' \n', '](', '![', '~~'],
  ...['*a ', '*a* ', '**a ', '_a ', 'a*', '*_', '***a', '**a*b_c_', '*a_b~~c[d`e', '~~a ', '`a', '``a`'],
  ...['[a](', '[a](b', '[a](b "', '[a](<b', '[a][', '[[a]', '<a ', '<https://a.b>', 'https://', 'mailto:', 'a@b.c '],
  ...[
    'https://a.b/)',
    'http://a)',
    '```a\n',
    '```\n',
    '|a\n|-\n',
    '- a\n',
    'www.',
    'www.a',
    'a.',
    'a@',
    'a@b.',
    '@a.b',
    'a-',
    ' www.a.b@',
    '- - a\n',
    '  - a\n',
    '> a\n',
    'x\n\n',
  ],
  ...['- - - - - - - - - - - - a\n', '> > > > > > > > > > > > a\n', '1. 2. 3. 4. - > + * a\n', 'a|b\n-|-\n'],
];

describe('texts that mean to keep the page waiting', () => {
  test.each(BAD)('TXT-5 20,000 characters of %j', (part) => {
    const text = part.repeat(Math.ceil(20_000 / part.length)).slice(0, 20_000);
    const begin = performance.now();
    const blocks = parseMarkdown(text);
    // A hundredth of this is usual, a tenth the most seen; the machine may be busy.
    expect(performance.now() - begin).toBeLessThan(2_000);
    expect(JSON.stringify(blocks).length).toBeGreaterThan(0);
    expect(parseMarkdown(text)).toBe(blocks);
  });
});

const NAMED = [
  { name: 'Anna', own: false },
  { name: 'Anna Lund', own: true },
  { name: 'all', own: true },
  { name: 'Zo\u{EB}', own: false },
  { name: 'O’Neil', own: false },
];
const mentions = (text: string): readonly string[] =>
  splitMentions(text, NAMED).flatMap((part) => (part.kind === 'mention' ? [part.text + (part.own ? '!' : '')] : []));

test.each([
  ['@Anna hello', ['@Anna']],
  ['hello @Anna Lund, and @Anna.', ['@Anna Lund!', '@Anna']],
  ['@all', ['@all!']],
  ['@allies', []],
  ['@Annabel', []],
  ['mail@Anna', []],
  ['(@Anna)', ['@Anna']],
  ['@Bob', []],
  ['@@Anna', ['@Anna']],
  ['@Anna@Anna', ['@Anna']],
  ['@Zoe\u{308} and @Zo\u{EB}', ['@Zoe\u{308}', '@Zo\u{EB}']],
  ["@O'Neil @O’Neil @O\u{2BC}Neil", ["@O'Neil", '@O’Neil', '@O\u{2BC}Neil']],
  ['@Zoe', []],
])('TXT-6 in %j these are named: %j', (text, expected) => {
  expect(mentions(text)).toEqual(expected);
  expect(
    splitMentions(text, NAMED)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});
