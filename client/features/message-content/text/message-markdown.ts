import { TURNING } from '../../../../shared/text/hidden-characters.ts';
import { splitLinks } from './links.ts';
import { judgeWords, realHost } from './named-hosts.ts';
import { parseBlocks, type RawBlock } from './parse-blocks.ts';
import { type Piece, parseInlines } from './parse-inlines.ts';

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'del'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  /** `host`: where it leads, shown beside link text that looks like an address. */
  | { readonly kind: 'link'; readonly href: string; readonly host?: string; readonly inlines: readonly Inline[] };

interface ListItem {
  /** As it was typed: `-`, `7.`, `007)`. */
  readonly mark: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  /** Empty lines beyond the one that separates paragraphs. */
  | { readonly kind: 'gap'; readonly lines: number }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly items: readonly ListItem[];
    };

const plainOf = (inlines: readonly Inline[]): string =>
  inlines.map((inline) => ('inlines' in inline ? plainOf(inline.inlines) : inline.text)).join('');

const join = (inlines: readonly Inline[]): readonly Inline[] => {
  const joined: Inline[] = [];
  for (const inline of inlines) {
    const last = joined.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text')
      joined[joined.length - 1] = { kind: 'text', text: last.text + inline.text };
    else joined.push(inline);
  }
  return joined;
};

/** Mail addresses, and what stands in a link that leads nowhere. */
const followable = (inline: Inline): readonly Inline[] =>
  inline.kind !== 'text'
    ? [inline]
    : splitLinks(inline.text).map((part) =>
        part.kind === 'text' ? part : linkTo(part.href, [{ kind: 'text', text: part.text }]),
      );

/** Characters that touch the link without a space: they read like part of the same word. */
interface Around {
  readonly before: string;
  readonly behind: string;
}
/** Longer than any host. Characters. */
const NEAR = 256;
const NOTHING: Around = { before: '', behind: '' };
const wordAtEnd = (text: string): string => /\S*$/u.exec(text.slice(-NEAR))?.[0] ?? '';
const wordAtStart = (text: string): string => /^\S*/u.exec(text.slice(0, NEAR))?.[0] ?? '';

/** The text as people see it. */
const wordsOf = (piece: Piece): string => ('pieces' in piece ? piece.pieces.map(wordsOf).join('') : piece.text);

const linkTo = (href: string, inlines: readonly Inline[]): Inline =>
  judgeWords(plainOf(inlines), href) === 'hints'
    ? { kind: 'link', href, host: realHost(href), inlines }
    : { kind: 'link', href, inlines };

/** Whether the link text, alone or with what touches it, is an address of another place: that only ever deceives. */
const pretends = (words: string, { before, behind }: Around, href: string): boolean =>
  TURNING.test(words) || judgeWords(words, href) === 'hides' || judgeWords(before + words + behind, href) === 'hides';

const toInline = (piece: Piece, around: Around): Inline => {
  switch (piece.kind) {
    case 'text':
    case 'code':
      return piece;
    case 'link': {
      // In a link there are no others: the parser sees to it, but for mail addresses.
      const inlines = join(piece.pieces.map((one) => toInline(one, NOTHING)));
      return pretends(plainOf(inlines), around, piece.href)
        ? { kind: 'text', text: piece.raw }
        : linkTo(piece.href, inlines);
    }
    default:
      return { kind: piece.kind, inlines: toInlines(piece.pieces, around) };
  }
};

const toInlines = (pieces: readonly Piece[], around = NOTHING): readonly Inline[] => {
  const words = pieces.map(wordsOf);
  const behind: string[] = [];
  let { before, behind: after } = around;
  for (let at = words.length - 1; at >= 0; at--) {
    behind[at] = after;
    after = wordAtStart((words[at] ?? '') + after);
  }
  const inlines: Inline[] = [];
  for (const [at, piece] of pieces.entries()) {
    inlines.push(toInline(piece, { before, behind: behind[at] ?? '' }));
    before = wordAtEnd(before + (words[at] ?? ''));
  }
  return join(inlines).flatMap(followable);
};

const toBlock = (block: RawBlock): Block => {
  switch (block.kind) {
    case 'paragraph':
      return { kind: 'paragraph', inlines: toInlines(parseInlines(block.text)) };
    case 'quote':
      return { kind: 'quote', blocks: block.blocks.map(toBlock) };
    case 'list': {
      const items = block.items.map(({ mark, blocks }) => ({ mark, blocks: blocks.map(toBlock) }));
      return { kind: 'list', ordered: block.ordered, items };
    }
    default:
      return block;
  }
};

/** Enough for what is on screen and around it. */
const KEPT = 400;
const known = new Map<string, readonly Block[]>();

/** Parses a text with marks or addresses; `parseMessage` loads this file with the first such text. */
export const parseMarkdown = (text: string): readonly Block[] => {
  const made = known.get(text);
  if (made !== undefined) return made;
  const blocks: readonly Block[] = parseBlocks(text.replace(/\r\n?/g, '\n'))?.map(toBlock) ?? [
    { kind: 'paragraph', inlines: followable({ kind: 'text', text }) },
  ];
  known.set(text, blocks);
  const [oldest] = known.size > KEPT ? known.keys() : [];
  if (oldest !== undefined) known.delete(oldest);
  return blocks;
};
