import { Lexer, type Token, type TokensList } from 'marked';
import { LiteralTokenizer } from './literal-tokenizer.ts';

/** Quotes and lists nested deeper than this say nothing, and each level costs a call on the stack. */
const DEPTH = 12;
/** Signs in one paragraph that may begin something. The lexer looks at all that follows for each. */
const MARKS = 1_500;
const MARK = /[*_~`[]+|[!<\\]/g;
/** Lines that could begin a block: likewise. */
const LINES = 500;
const LINE = /^[ \t]*(?:>|[*+-][ \t\n]|\d{1,9}[.)]|`{3}|~{3}|\||:?-+:?[ \t]*\|)/gm;

const moreThan = (text: string, pattern: RegExp, most: number): boolean => {
  let count = 0;
  for (const _ of text.matchAll(pattern)) if (++count > most) return true;
  return false;
};

/**
 * Marked's lexer with what a chat needs of Markdown, and bounds: what would take long to read, because somebody means
 * to keep the page waiting, is left as plain text. With them no text of 20,000 characters takes 100 ms.
 */
export class LiteralLexer extends Lexer {
  #depth = 0;

  constructor() {
    super({ gfm: true, tokenizer: new LiteralTokenizer() });
  }

  static isTooMuch(text: string): boolean {
    return moreThan(text, LINE, LINES);
  }

  override blockTokens(src: string, tokens?: Token[], clipped?: boolean): Token[];
  override blockTokens(src: string, tokens?: TokensList, clipped?: boolean): TokensList;
  override blockTokens(src: string, tokens: Token[] = [], clipped = false): Token[] {
    if (this.#depth >= DEPTH) {
      tokens.push({ type: 'text', raw: src, text: src });
      return tokens;
    }
    this.#depth++;
    super.blockTokens(src, tokens, clipped);
    this.#depth--;
    return tokens;
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (!moreThan(src, MARK, MARKS)) return super.inlineTokens(src, tokens);
    tokens.push({ type: 'text', raw: src, text: src });
    return tokens;
  }
}
