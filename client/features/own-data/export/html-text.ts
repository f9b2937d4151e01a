import type { Block, Inline } from '../../message-content/text/message-markdown.ts';
import { parseMessage } from '../../message-content/text/parse-message.ts';
import { escapeHref, escapeHtml } from './escape-html.ts';

const inlineHtml = (inline: Inline): string => {
  switch (inline.kind) {
    case 'text':
      return escapeHtml(inline.text);
    case 'code':
      return `<code>${escapeHtml(inline.text)}</code>`;
    case 'link': {
      const words = inlinesHtml(inline.inlines);
      const href = escapeHref(inline.href);
      const host = inline.host === undefined ? '' : ` <bdi class="host">${escapeHtml(inline.host)}</bdi>`;
      return href === undefined
        ? words
        : `<a href="${href}" title="${href}" target="_blank" rel="noopener noreferrer nofollow">${words}${host}</a>`;
    }
    default:
      return `<${inline.kind}>${inlinesHtml(inline.inlines)}</${inline.kind}>`;
  }
};
const inlinesHtml = (inlines: readonly Inline[]): string => inlines.map(inlineHtml).join('');

const blockHtml = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return `<p dir="auto">${inlinesHtml(block.inlines)}</p>`;
    case 'gap':
      return `<p>${'\n'.repeat(Math.min(block.lines, 20))}</p>`;
    case 'code':
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`;
    case 'quote':
      return `<blockquote>${blocksHtml(block.blocks)}</blockquote>`;
    case 'list': {
      const items = block.items.map(({ mark, blocks }) => {
        const shown = block.ordered ? mark : '•';
        return `<li><span class="mark">${escapeHtml(shown)}</span><div>${blocksHtml(blocks)}</div></li>`;
      });
      return `<ul>${items.join('')}</ul>`;
    }
  }
};
const blocksHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join('');

/** What a person wrote, with its marks; as the app shows it. */
export const htmlText = (text: string): string => blocksHtml(parseMessage(text));
