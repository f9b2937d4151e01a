import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown } from '../../client/features/message-content/text/message-markdown.ts';
import { readCorpus } from '../support/read-corpus.ts';

const inlineText = (inline: Inline): string => {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return `{code ${inline.text}}`;
    case 'link': {
      const words = inline.inlines.map(inlineText).join('');
      return decodeURI(inline.href) === words ? `{${words}}` : `{${words} → ${inline.href}}`;
    }
    default:
      return `{${inline.kind} ${inline.inlines.map(inlineText).join('')}}`;
  }
};
const blocksText = (blocks: readonly Block[]): string => blocks.map(blockText).join(' ¶ ');
const blockText = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return block.inlines.map(inlineText).join('');
    case 'gap':
      return `{gap ${block.lines}}`;
    case 'code':
      return `{block ${block.language}: ${block.text}}`;
    case 'quote':
      return `{quote ${blocksText(block.blocks)}}`;
    case 'list': {
      const items = block.items.map(({ mark, blocks }) => `${mark}| ${blocksText(blocks)}`);
      return `{${block.ordered ? 'ol' : 'ul'} ${items.join(' / ')}}`;
    }
  }
};

const corpus = readCorpus();

describe('a corpus of what people type', () => {
  test.each(corpus)('TXT-1 TXT-2 TXT-34 TXT-35 TXT-36 TXT-37 $script: $typed', ({ typed, read }) => {
    expect(blocksText(parseMarkdown(typed)).replaceAll('\n', '⏎').replaceAll('\t', '⇥')).toBe(read);
  });

  test('TXT-1 it has at least 150 lines in ten scripts', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(150);
    expect(new Set(corpus.map(({ script }) => script)).size).toBeGreaterThanOrEqual(10);
  });
});
