import type { Block, Inline } from './message-markdown.ts';
import { parseMessage } from './parse-message.ts';

const ofInline = (inline: Inline): string =>
  'inlines' in inline ? inline.inlines.map(ofInline).join('') : inline.text;

const ofBlock = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return block.inlines.map(ofInline).join('');
    case 'gap':
      return '';
    case 'code':
      return block.text;
    case 'quote':
      return block.blocks.map(ofBlock).join('\n');
    case 'list':
      return block.items
        .map(({ mark, blocks }) => [...(block.ordered ? [mark] : []), ...blocks.map(ofBlock)].join(' '))
        .join('\n');
  }
};

/** A message's text without its marks, for one line. */
export const plainText = (text: string): string => parseMessage(text).map(ofBlock).join('\n');
