import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown } from '../../client/features/message-content/text/message-markdown.ts';
import { pairMarks, runAt } from '../../client/features/message-content/text/pair-marks.ts';

/** Letters of many scripts, signs that mark or nearly mark, and beginnings of lines and addresses. */
const SIGNS = [
  ...'aZ9é字あ가กשعद😀 \n\t\r\\*_~`<>[]()!|.,:;#=+-/@&"\'“。،',
  ...['**', '__', '~~', '***', '```', '\n\n', '\n```\n', '- ', '> ', '1. ', '007) ', '\n  ', '](', 'x@y.example '],
  ...['https://example.org/a', 'www.example.org', '[a](https://example.org/b)', '<https://example.org/c>', '\u{200D}'],
];
const texts = fc.array(fc.constantFrom(...SIGNS), { maxLength: 60 }).map((parts) => parts.join(''));

const ofInline = (inline: Inline): string =>
  'inlines' in inline ? inline.inlines.map(ofInline).join('') : inline.text;
const ofBlocks = (blocks: readonly Block[]): string => blocks.map(ofBlock).join('\n');
const ofBlock = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return block.inlines.map(ofInline).join('');
    case 'gap':
      return '';
    case 'code':
      return `${block.language}\n${block.text}`;
    case 'quote':
      return ofBlocks(block.blocks);
    case 'list':
      return block.items.map(({ mark, blocks }) => `${mark} ${ofBlocks(blocks)}`).join('\n');
  }
};
const isShortened = (whole: string, part: string): boolean => {
  let at = 0;
  for (const unit of whole.split('')) if (unit === part[at]) at++;
  return at === part.length;
};
const withoutSpace = (text: string): string => text.replaceAll(/\s/gu, '');

describe('reading any text', () => {
  test('TXT-2 it never fails, the same text gives the same tree, and nothing but marks is lost', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const blocks = parseMarkdown(text);
        expect(parseMarkdown(text)).toEqual(blocks);
        const shown = withoutSpace(ofBlocks(blocks));
        const typed = withoutSpace(text);
        expect(isShortened(typed, shown)).toBe(true);
        // Behind the words of a link its address is left out; elsewhere every letter and digit stands.
        if (text.includes('](')) return;
        const letters = (of: string): string => of.replaceAll(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]/gu, '');
        expect(letters(shown)).toBe(letters(typed));
      }),
      { numRuns: 3_000 },
    );
  });

  test('TXT-2 any characters at all are read without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(isShortened(withoutSpace(text), withoutSpace(ofBlocks(parseMarkdown(text))))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('TXT-5 the work of pairing marks grows with their number only', () => {
    const runs = fc.array(fc.constantFrom('*', '**', '_', '__', '~~', '***', 'a', ' ', '.', '字'), {
      minLength: 200,
      maxLength: 2_000,
    });
    fc.assert(
      fc.property(runs, (parts) => {
        const text = parts.join('');
        let reads = 0;
        const found: Parameters<typeof pairMarks>[0][number][] = [];
        for (let at = 0; at < text.length; ) {
          if (!'*_~'.includes(text[at] ?? '')) {
            at++;
            continue;
          }
          const { run, to } = runAt(text, at, text.length);
          at = to;
          if (run === undefined) continue;
          const { sign } = run;
          // Each look at an opener reads its sign.
          const get = () => {
            reads++;
            return sign;
          };
          found.push(Object.defineProperty(run, 'sign', { get }));
        }
        pairMarks(found);
        expect(reads).toBeLessThanOrEqual(60 * (found.length + 1));
      }),
      { numRuns: 60 },
    );
  });
});
