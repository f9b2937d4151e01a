import { Tokenizer, type Tokens } from 'marked';
import { addressAt } from './links.ts';

/** A mark alone is a sign somebody typed; it must have something to mark. */
const LIST_BEGIN = /^ {0,3}(?:[*+-]|\d{1,9}[.)])[ \t]+\S/;
const QUOTE_BEGIN = /^ {0,3}>[ \t>]*[^\s>]/;
/** A line of a list, or one that belongs to the item above it because it is indented. */
const LIST_LINE = /^(?: {0,3}(?:[*+-]|\d{1,9}[.)])(?:[ \t]|$)|[ \t]{2,}\S)/;
const BLANK = /^[ \t]*$/;
const QUOTE_LINE = /^ {0,3}>/;
const QUOTE_MARK = /^ {0,3}> ?/;
/** A fence that is opened and not closed is what somebody typed, not a code block over all that follows. */
const CLOSED = /\n {0,3}(?:`{3,}|~{3,}) *$/;

/** Looks no further than it must: it is asked at the beginning of each block. */
const linesWhile = (src: string, belongs: (line: string) => boolean): readonly string[] => {
  const lines: string[] = [];
  for (let from = 0; from <= src.length; ) {
    const end = src.indexOf('\n', from);
    const line = src.slice(from, end < 0 ? src.length : end);
    if (!belongs(line)) break;
    lines.push(line);
    from += line.length + 1;
  }
  return lines;
};

/**
 * Reads emphasis, code, lists, quotes and links as Markdown does, and nothing else: what has no method of its own here
 * and is switched off below stays in the text as it was typed. Unlike a document, a chat has no lazy lines: a line
 * without `>` is not in the quote, one without indentation not in the list.
 */
export class LiteralTokenizer extends Tokenizer {
  override code(): undefined {}
  override heading(): undefined {}
  override hr(): undefined {}
  override html(): undefined {}
  override def(): undefined {}
  override table(): undefined {}
  override lheading(): undefined {}
  override tag(): undefined {}
  override br(): undefined {}
  override reflink(): undefined {}

  override fences(src: string): Tokens.Code | undefined {
    const token = super.fences(src);
    return token !== undefined && CLOSED.test(token.raw) ? token : undefined;
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    if (!QUOTE_BEGIN.test(src)) return undefined;
    const lines = linesWhile(src, (line) => QUOTE_LINE.test(line));
    const text = lines.map((line) => line.replace(QUOTE_MARK, '')).join('\n');
    const top = this.lexer.state.top;
    this.lexer.state.top = true;
    const tokens = this.lexer.blockTokens(text, []);
    this.lexer.state.top = top;
    return { type: 'blockquote', raw: lines.join('\n'), text, tokens };
  }

  override list(src: string): Tokens.List | undefined {
    if (!LIST_BEGIN.test(src)) return undefined;
    const lines = linesWhile(src, (line) => LIST_LINE.test(line) || BLANK.test(line));
    return super.list(lines.join('\n').trimEnd());
  }

  /** The sign after a backslash is no mark; both are shown. */
  override escape(src: string): Tokens.Escape | undefined {
    const token = super.escape(src);
    return token === undefined ? undefined : { ...token, text: token.raw };
  }

  /** Strikes with two; one alone is an "about". */
  override del(src: string, masked: string, before?: string): Tokens.Del | undefined {
    return src.startsWith('~~') ? super.del(src, masked, before) : undefined;
  }

  override url(src: string): Tokens.Link | undefined {
    const address = addressAt(src);
    if (address === undefined) return undefined;
    const { text, href } = address;
    return { type: 'link', raw: text, text, href, title: null, tokens: [{ type: 'text', raw: text, text }] };
  }
}
