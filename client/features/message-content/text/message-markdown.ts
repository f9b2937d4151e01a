import type { Token } from 'marked';
import { TURNING } from '../../../../shared/text/hidden-characters.ts';
import { safeHref, splitLinks } from './links.ts';
import { LiteralLexer } from './literal-lexer.ts';
import { judgeWords, realHost } from './named-hosts.ts';

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'del'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  /** `host`: where it leads, to be shown beside words that read like an address. */
  | { readonly kind: 'link'; readonly href: string; readonly host?: string; readonly inlines: readonly Inline[] };

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
        part.kind === 'text' ? part : linkTo(part.href, [{ kind: 'text', text: part.text }]),
      );

/** Characters without a space before and after: they read like a part of the same word. */
interface Around {
  readonly before: string;
  readonly behind: string;
}
/** Longer than any host. Characters. */
const NEAR = 256;
const NOTHING: Around = { before: '', behind: '' };
const wordAtEnd = (text: string): string => /\S*$/u.exec(text.slice(-NEAR))?.[0] ?? '';
const wordAtStart = (text: string): string => /^\S*/u.exec(text.slice(0, NEAR))?.[0] ?? '';

/** The words as people see them. */
const wordsOf = (token: Token): string =>
  'tokens' in token && token.tokens !== undefined
    ? token.tokens.map(wordsOf).join('')
    : token.type === 'codespan'
      ? String(token.text)
      : token.raw;

const linkTo = (href: string, inlines: readonly Inline[]): Inline =>
  judgeWords(plainOf(inlines), href) === 'hints'
    ? { kind: 'link', href, host: realHost(href), inlines }
    : { kind: 'link', href, inlines };

/** Whether words are, alone or with what they touch, an address at another place than the link leads to: never to explain, only to deceive. */
const pretends = (words: string, { before, behind }: Around, href: string): boolean =>
  TURNING.test(words) || judgeWords(words, href) === 'hides' || judgeWords(before + words + behind, href) === 'hides';

const toInline = (token: Token, around: Around): Inline => {
  const literal: Inline = { kind: 'text', text: token.raw };
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return { kind: token.type, inlines: inlinesOf(token.tokens, around) };
    case 'codespan':
      return { kind: 'code', text: String(token.text) };
    case 'link': {
      const href = safeHref(String(token.href));
      // In a link there are no others: the lexer sees to it, but for addresses.
      const inlines = join((token.tokens ?? []).map((one) => toInline(one, NOTHING)));
      // A title would be said to those with a pointer only.
      if (href === undefined || token.title || pretends(plainOf(inlines), around, href)) return literal;
      return linkTo(href, inlines);
    }
    default:
      return literal;
  }
};

const inlinesOf = (tokens: readonly Token[] | undefined, around = NOTHING): readonly Inline[] => {
  const words = (tokens ?? []).map(wordsOf);
  const behind: string[] = [];
  let { before, behind: after } = around;
  for (let at = words.length - 1; at >= 0; at--) {
    behind[at] = after;
    after = wordAtStart((words[at] ?? '') + after);
  }
  const inlines: Inline[] = [];
  for (const [at, token] of (tokens ?? []).entries()) {
    inlines.push(toInline(token, { before, behind: behind[at] ?? '' }));
    before = wordAtEnd(before + (words[at] ?? ''));
  }
  return join(inlines).flatMap(followable);
};

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

/** What a text with marks or addresses is made of, for `parseMessage`, which loads this with the first that has some. */
export const parseMarkdown = (text: string): readonly Block[] => {
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
