/** What a text consists of, by its lines. The text of a paragraph is not read further here. */
export type RawBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** Empty lines beyond the one that separates paragraphs. */
  | { readonly kind: 'gap'; readonly lines: number }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly RawBlock[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly RawItem[] };

interface RawItem {
  /** As it was typed: `-`, `7.`, `007)`. */
  readonly mark: string;
  readonly blocks: readonly RawBlock[];
}

/** Quotes and lists nested deeper than this mean nothing, and each level is an element. */
const DEPTH = 12;
/** Lines that could begin a block; a text with more of them is shown as typed. */
const LINES = 500;
const LINE = /^[ \t]*(?:>|[*+-][ \t\n]|\d{1,9}[.)]|`{3}|~{3})/gm;

const BLANK = /^[ \t]*$/;
/** A quote needs a space and words: `>:(` is a face, `>3` a comparison. */
const QUOTE_BEGIN = /^ {0,3}>+[ \t][ \t>]*[^\s>]/;
const QUOTE_LINE = /^ {0,3}>+(?:[ \t]|$)/;
const QUOTE_MARK = /^ {0,3}> ?/;
const ITEM = /^(?<indent>[ \t]*)(?<mark>[*+-]|\d{1,9}[.)])(?<space>[ \t]+|$)(?<rest>.*)$/s;
/** A line of signs only is a rule that somebody drew. */
const RULE = /^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const FENCE = /^(?<indent> {0,3})(?<fence>`{3,}|~{3,})[ \t]*(?<info>[\w+#.-]{0,30})[ \t]*$/;

/** Columns of the space a line begins with; a tab goes to the next multiple of four. */
const indentOf = (line: string): number => {
  let columns = 0;
  for (const char of line) {
    if (char === ' ') columns++;
    else if (char === '\t') columns += 4 - (columns % 4);
    else break;
  }
  return columns;
};
const withoutIndent = (line: string, columns: number): string => {
  let at = 0;
  for (let gone = 0; gone < columns; at++) {
    if (line[at] === ' ') gone++;
    else if (line[at] === '\t') gone += 4 - (gone % 4);
    else break;
  }
  return line.slice(at);
};

interface Item {
  readonly indent: number;
  readonly mark: string;
  /** Columns before the words. */
  readonly width: number;
  readonly rest: string;
}
const itemOf = (line: string): Item | undefined => {
  const { indent, mark, space, rest } = ITEM.exec(line)?.groups ?? {};
  if (indent === undefined || mark === undefined || space === undefined || rest === undefined) return undefined;
  if (RULE.test(line)) return undefined;
  const columns = indentOf(indent);
  return { indent: columns, mark, width: columns + mark.length + Math.min(Math.max(space.length, 1), 4), rest };
};
/** A mark alone is a character somebody typed; a list begins with one that has words. */
const beginsList = (line: string): boolean => {
  const item = itemOf(line);
  return item !== undefined && item.indent <= 3 && item.rest.trim() !== '';
};
/** In the middle of a paragraph a line may begin with a year; only the first number begins a list there. */
const interrupts = (line: string): boolean => beginsList(line) && /^ {0,3}(?:[*+-]|1[.)])/.test(line);

class BlockScan {
  readonly #lines: readonly string[];
  readonly #depth: number;
  readonly #blocks: RawBlock[] = [];
  /** By the sign of a fence: the shortest that no line below closes. */
  readonly #unclosed = new Map<string, number>();
  #at = 0;

  constructor(lines: readonly string[], depth: number) {
    this.#lines = lines;
    this.#depth = depth;
  }

  static read(lines: readonly string[], depth: number): readonly RawBlock[] {
    if (depth >= DEPTH) return [{ kind: 'paragraph', text: lines.join('\n') }];
    return new BlockScan(lines, depth).#read();
  }

  #read(): readonly RawBlock[] {
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[this.#at]) {
      if (BLANK.test(line)) this.#gap();
      else if (!this.#begin(line, beginsList)) this.#paragraph();
    }
    return this.#blocks;
  }

  /** Reads the block that begins at this line; answers whether one does. */
  #begin(line: string, isList: (line: string) => boolean): boolean {
    if (this.#fence(line)) return true;
    if (QUOTE_BEGIN.test(line)) this.#quote();
    else if (isList(line)) this.#list();
    else return false;
    return true;
  }

  #gap(): void {
    const from = this.#at;
    while (this.#at < this.#lines.length && BLANK.test(this.#lines[this.#at] ?? '')) this.#at++;
    const lines = this.#at - from - 1;
    if (lines > 0 && from > 0 && this.#at < this.#lines.length) this.#blocks.push({ kind: 'gap', lines });
  }

  #paragraph(): void {
    const from = this.#at++;
    const place = this.#blocks.length;
    let end = this.#at;
    for (let line = this.#lines[end]; line !== undefined && !BLANK.test(line); line = this.#lines[end]) {
      if (this.#begin(line, interrupts)) break;
      end = ++this.#at;
    }
    // The blocks after it may be there already.
    this.#blocks.splice(place, 0, { kind: 'paragraph', text: this.#lines.slice(from, end).join('\n') });
  }

  /** An unclosed fence is text, not a code block over all that follows. */
  #fence(line: string): boolean {
    const { indent = '', fence, info = '' } = FENCE.exec(line)?.groups ?? {};
    const sign = fence?.[0] ?? '';
    if (fence === undefined || fence.length >= (this.#unclosed.get(sign) ?? Number.POSITIVE_INFINITY)) return false;
    const closes = new RegExp(`^ {0,3}\\${sign}{${fence.length},}[ \\t]*$`);
    let end = this.#at + 1;
    while (end < this.#lines.length && !closes.test(this.#lines[end] ?? '')) end++;
    if (end === this.#lines.length) {
      this.#unclosed.set(sign, fence.length);
      return false;
    }
    const inside = this.#lines.slice(this.#at + 1, end).map((one) => withoutIndent(one, indent.length));
    if (inside.every((one) => BLANK.test(one))) return false;
    this.#blocks.push({ kind: 'code', language: info.trim(), text: inside.join('\n') });
    this.#at = end + 1;
    return true;
  }

  #quote(): void {
    const lines: string[] = [];
    for (let line = this.#lines[this.#at]; line !== undefined && QUOTE_LINE.test(line); line = this.#lines[this.#at]) {
      lines.push(line.replace(QUOTE_MARK, ''));
      this.#at++;
    }
    this.#blocks.push({ kind: 'quote', blocks: BlockScan.read(lines, this.#depth + 1) });
  }

  /** Items of one kind of mark. What is indented by two columns or more belongs to the item above it. */
  #list(): void {
    const items: RawItem[] = [];
    const first = itemOf(this.#lines[this.#at] ?? '');
    const sign = first?.mark.at(-1);
    for (let item = first; item !== undefined && item.mark.at(-1) === sign; item = this.#nextItem(item)) {
      const { mark, width, rest, indent } = item;
      const lines: string[] = [];
      this.#at++;
      let end = this.#at;
      for (let at = end; at < this.#lines.length; at++) {
        const line = this.#lines[at] ?? '';
        if (BLANK.test(line)) continue;
        if (indentOf(line) < indent + 2) break;
        end = at + 1;
      }
      for (; this.#at < end; this.#at++) lines.push(withoutIndent(this.#lines[this.#at] ?? '', width));
      items.push({ mark, blocks: this.#itemBlocks(rest, lines) });
    }
    this.#blocks.push({ kind: 'list', ordered: sign === '.' || sign === ')', items });
  }

  /** Behind a mark stand words: "4. 3. 2. 1." counts down, and is no list in a list. */
  #itemBlocks(rest: string, lines: readonly string[]): readonly RawBlock[] {
    const isFence = FENCE.test(rest);
    const below = BlockScan.read(isFence ? [rest, ...lines] : lines, this.#depth + 1);
    if (isFence || rest === '') return below;
    const [next] = below;
    return next?.kind === 'paragraph' && !BLANK.test(lines[0] ?? '')
      ? [{ kind: 'paragraph', text: `${rest}\n${next.text}` }, ...below.slice(1)]
      : [{ kind: 'paragraph', text: rest }, ...below];
  }

  /** The item of the same list that follows, also behind empty lines. */
  #nextItem(before: Item): Item | undefined {
    let at = this.#at;
    while (at < this.#lines.length && BLANK.test(this.#lines[at] ?? '')) at++;
    const item = itemOf(this.#lines[at] ?? '');
    if (item === undefined || item.indent > before.indent + 1 || item.mark.at(-1) !== before.mark.at(-1))
      return undefined;
    this.#at = at;
    return item;
  }
}

/** The blocks of a text; undefined: it has so many lines that may begin one that it stays as typed. */
export const parseBlocks = (text: string): readonly RawBlock[] | undefined => {
  let lines = 0;
  for (const _ of text.matchAll(LINE)) if (++lines > LINES) return undefined;
  return BlockScan.read(text.split('\n'), 0);
};
