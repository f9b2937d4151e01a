import { geoUri } from '../../../shared/protocol/summary-of.ts';
import type { SharedMessage } from '../../channel/commands.ts';
import { type Block, type Inline, parseMarkdown } from './text/message-markdown.ts';

/** Something in a message that leads elsewhere. `words`: its writer's name for it, where that says more. */
export type SharedThing =
  | { readonly kind: 'link'; readonly href: string; readonly words: string | undefined }
  | { readonly kind: 'place'; readonly href: string; readonly words: string | undefined }
  | { readonly kind: 'contact'; readonly userId: string; readonly name: string };

const plain = (inlines: readonly Inline[]): string =>
  inlines.map((inline) => ('inlines' in inline ? plain(inline.inlines) : inline.text)).join('');

const ofInlines = (inlines: readonly Inline[]): readonly SharedThing[] =>
  inlines.flatMap((inline) => {
    if (inline.kind !== 'link') return 'inlines' in inline ? ofInlines(inline.inlines) : [];
    const words = plain(inline.inlines).trim();
    const says = words !== '' && !URL.canParse(words) && !inline.href.includes(words);
    return [{ kind: 'link', href: inline.href, words: says ? words : undefined }];
  });

const ofBlocks = (blocks: readonly Block[]): readonly SharedThing[] =>
  blocks.flatMap((block) => {
    switch (block.kind) {
      case 'paragraph':
        return ofInlines(block.inlines);
      case 'quote':
        return ofBlocks(block.blocks);
      case 'list':
        return block.items.flatMap((item) => ofBlocks(item.blocks));
      default:
        return [];
    }
  });

/** Links, places and contacts of a message as shown on screen, each address once; addresses in code do not count. */
export const sharedThings = (body: SharedMessage['body']): readonly SharedThing[] => {
  switch (body.kind) {
    case 'files':
    case 'text': {
      const seen = new Set<string>();
      return ofBlocks(parseMarkdown(body.text ?? '')).filter((thing) => {
        if (thing.kind !== 'link' || seen.has(thing.href)) return false;
        seen.add(thing.href);
        return true;
      });
    }
    case 'location':
      return Number.isFinite(body.latitude) && Number.isFinite(body.longitude)
        ? [{ kind: 'place', href: geoUri(body.latitude, body.longitude), words: body.text }]
        : [];
    case 'contact':
      return [{ kind: 'contact', userId: body.userId, name: body.name }];
    default:
      return [];
  }
};
