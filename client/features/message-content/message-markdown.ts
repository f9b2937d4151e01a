import type { Token } from 'marked';
import { pretends, safeHref, splitLinks } from './links.ts';
import { LiteralLexer } from './literal-lexer.ts';

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'del'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly inlines: readonly Inline[] };

export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  /** Empty lines beyond the one that parts paragraphs. */
  | { readonly kind: 'gap'; readonly lines: number }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      /** Numbered as "1)". */
      readonly bracket: boolean;
      readonly items: readonly (readonly Block[])[];
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

/** Addresses that the lexer has passed over. */
const followable = (inline: Inline): readonly Inline[] =>
  inline.kind !== 'text'
    ? [inline]
    : splitLinks(inline.text).map((part) =>
        part.kind === 'text' ? part : { kind: 'link', href: part.href, inlines: [{ kind: 'text', text: part.text }] },
      );

const toInline = (token: Token): Inline => {
  const literal: Inline = { kind: 'text', text: token.raw };
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return { kind: token.type, inlines: inlinesOf(token.tokens) };
    case 'codespan':
      return { kind: 'code', text: String(token.text) };
    case 'link': {
      const href = safeHref(String(token.href));
      // In a link there are no others: the lexer sees to it, but for addresses.
      const inlines = join((token.tokens ?? []).map(toInline));
      // A title would be said to those with a pointer only.
      if (href === undefined || token.title || pretends(plainOf(inlines), href)) return literal;
      return { kind: 'link', href, inlines };
    }
    default:
      return literal;
  }
};

const inlinesOf = (tokens: readonly Token[] | undefined): readonly Inline[] =>
  join((tokens ?? []).map(toInline)).flatMap(followable);

const newlines = (raw: string): number => raw.split('\n').length - 1;

const blocksOf = (tokens: readonly Token[]): readonly Block[] => {
  const blocks: Block[] = [];
  const write = (inlines: readonly Inline[]): void => {
    const last = blocks.at(-1);
    if (last?.kind === 'paragraph' && open)
      blocks[blocks.length - 1] = { ...last, inlines: join([...last.inlines, ...inlines]) };
    else blocks.push({ kind: 'paragraph', inlines });
    open = true;
  };
  let open = false;
  for (const [index, token] of tokens.entries()) {
    switch (token.type) {
      case 'space':
        open = false;
        if (index > 0 && index < tokens.length - 1 && newlines(token.raw) > 2)
          blocks.push({ kind: 'gap', lines: newlines(token.raw) - 2 });
        break;
      case 'code':
        open = false;
        blocks.push({ kind: 'code', language: String(token.lang ?? ''), text: String(token.text) });
        break;
      case 'blockquote':
        open = false;
        blocks.push({ kind: 'quote', blocks: blocksOf(token.tokens ?? []) });
        break;
      case 'list':
        open = false;
        blocks.push({
          kind: 'list',
          ordered: Boolean(token.ordered),
          start: Number(token.start) || 0,
          bracket: /^\s*\d+\)/.test(token.raw),
          items: (token.items as readonly { readonly tokens: readonly Token[] }[]).map((item) => blocksOf(item.tokens)),
        });
        break;
      case 'checkbox':
        write([{ kind: 'text', text: token.raw }]);
        break;
      default:
        write(inlinesOf('tokens' in token ? token.tokens : [token]));
    }
  }
  return blocks;
};

/** Enough for what is on screen and around it. */
const KEPT = 400;
const known = new Map<string, readonly Block[]>();

/** What a message's text is made of. Plain data; the same text gives the same tree. Never throws. */
export const parseMessage = (text: string): readonly Block[] => {
  const made = known.get(text);
  if (made !== undefined) return made;
  const blocks: readonly Block[] = LiteralLexer.isTooMuch(text)
    ? [{ kind: 'paragraph', inlines: followable({ kind: 'text', text }) }]
    : blocksOf(new LiteralLexer().lex(text));
  known.set(text, blocks);
  const [oldest] = known.size > KEPT ? known.keys() : [];
  if (oldest !== undefined) known.delete(oldest);
  return blocks;
};
