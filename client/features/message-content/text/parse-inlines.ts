import { ANGLED, addressesIn, safeHref } from './links.ts';
import { pairMarks, runAt, type Span } from './pair-marks.ts';

/** A piece of a paragraph. `raw` is all that was typed of it. */
export type Piece =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'del'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'link'; readonly raw: string; readonly href: string; readonly pieces: readonly Piece[] };

/** Marks nested deeper than this are shown as typed, and so is a paragraph with more marks: each is an element. */
const DEPTH = 12;
const MARKS = 1_500;
const MARK = /[*_~`[]+|[!<\\]/g;
const ESCAPED = /\\[!-/:-@[-`{-~]/y;
/** Brackets in an address: more than these and it is none. */
const BRACKETS = 32;
const LONGEST = 2_048;

/** By length, where runs of backticks begin; a code span ends at the next run of its length. */
const backticksIn = (text: string): ((size: number, from: number) => number | undefined) => {
  const bySize = new Map<number, { readonly starts: number[]; next: number }>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const known = bySize.get(run.length) ?? { starts: [], next: 0 };
    bySize.set(run.length, known);
    known.starts.push(index);
  }
  return (size, from) => {
    const known = bySize.get(size);
    if (known === undefined) return undefined;
    // Asked from left to right, except within the words of a link.
    if ((known.starts[known.next - 1] ?? -1) >= from) known.next = 0;
    while ((known.starts[known.next] ?? Number.POSITIVE_INFINITY) < from) known.next++;
    return known.starts[known.next];
  };
};

/** Where the address behind `](` ends, brackets balanced. */
const addressBehind = (text: string, from: number): { readonly address: string; readonly to: number } | undefined => {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n') at++;
  const begin = at;
  for (let depth = 0; at < text.length && at - begin <= LONGEST; at++) {
    const char = text[at] ?? '';
    if (/[\s\p{Cc}]/u.test(char)) break;
    if (char === '\\') at++;
    else if (char === '(' && ++depth > BRACKETS) return undefined;
    else if (char === ')' && --depth < 0) break;
  }
  const address = text.slice(begin, at).replace(/^<(.*)>$/u, '$1');
  while (text[at] === ' ' || text[at] === '\n') at++;
  return text[at] === ')' && address !== '' ? { address, to: at + 1 } : undefined;
};

class InlineScan {
  readonly spans: Span[] = [];
  readonly #text: string;
  readonly #backticks: (size: number, from: number) => number | undefined;
  readonly #closing: ReadonlyMap<number, number>;

  constructor(text: string) {
    this.#text = text;
    this.#backticks = backticksIn(text);
    this.#closing = this.#bracketsIn();
    this.#scan(0, text.length, false);
  }

  #escapes(at: number): boolean {
    ESCAPED.lastIndex = at;
    return ESCAPED.test(this.#text);
  }

  /** The code span that begins at `from`; of a run that closes nowhere only its end. */
  #codeAt(from: number, end: number): { readonly to: number; readonly inner?: readonly [number, number] } {
    let size = 0;
    while (from + size < end && this.#text[from + size] === '`') size++;
    const closing = this.#backticks(size, from + size);
    return closing === undefined || closing + size > end
      ? { to: from + size }
      : { to: closing + size, inner: [from + size, closing] };
  }

  /** By the place of each `[` that of its `]`. */
  #bracketsIn(): ReadonlyMap<number, number> {
    const closing = new Map<number, number>();
    const open: number[] = [];
    for (let at = 0; at < this.#text.length; at++) {
      const char = this.#text[at];
      if (char === '\\' && this.#escapes(at)) at++;
      else if (char === '`') at = this.#codeAt(at, this.#text.length).to - 1;
      else if (char === '[') open.push(at);
      else if (char === ']') {
        const from = open.pop();
        if (from !== undefined) closing.set(from, at);
      }
    }
    return closing;
  }

  /** `[words](address)`. An image is none: it would be fetched. */
  #linkAt(from: number, end: number): Span | undefined {
    const close = this.#closing.get(from);
    if (close === undefined || close >= end || this.#text[close + 1] !== '(' || this.#text[from - 1] === '!')
      return undefined;
    const behind = addressBehind(this.#text, close + 2);
    const href = behind === undefined ? undefined : safeHref(behind.address.replace(/\\([!-/:-@[-`{-~])/g, '$1'));
    return behind === undefined || href === undefined || close === from + 1
      ? undefined
      : { kind: 'link', from, to: behind.to, inner: [from + 1, close], href };
  }

  #angledAt(from: number): Span | undefined {
    ANGLED.lastIndex = from;
    const found = ANGLED.exec(this.#text);
    const address = found?.groups?.address ?? found?.groups?.mail;
    if (found === null || address === undefined) return undefined;
    const href = safeHref(found.groups?.mail === undefined ? address : `mailto:${address}`);
    return href === undefined
      ? undefined
      : { kind: 'link', from, to: from + found[0].length, inner: [from + 1, from + found[0].length - 1], href };
  }

  #scan(from: number, end: number, isInLink: boolean): void {
    const text = this.#text;
    const runs: NonNullable<ReturnType<typeof runAt>['run']>[] = [];
    const addressAt = isInLink ? () => undefined : addressesIn(text);
    for (let at = from; at < end; ) {
      const char = text[at];
      if (char === '\\' && this.#escapes(at)) at += 2;
      else if (char === '`') {
        const { to, inner } = this.#codeAt(at, end);
        if (inner !== undefined) this.spans.push({ kind: 'code', from: at, to, inner });
        at = to;
      } else if (char === '*' || char === '_' || char === '~') {
        const { run, to } = runAt(text, at, end);
        if (run !== undefined) runs.push(run);
        at = to;
      } else {
        const link =
          isInLink || char === undefined
            ? undefined
            : char === '['
              ? this.#linkAt(at, end)
              : char === '<'
                ? this.#angledAt(at)
                : addressAt(at, (sign) => runs.some((run) => run.opens && run.sign === sign));
        if (link === undefined) at++;
        else {
          this.spans.push({ ...link, kind: 'link' });
          if (char === '[') this.#scan(link.inner[0], link.inner[1], true);
          at = link.to;
        }
      }
    }
    this.spans.push(...pairMarks(runs));
  }
}

/** One space at each end is for code that begins or ends with a backtick. */
const codeOf = (text: string): string => (/^ .*[^ ].* $/su.test(text) ? text.slice(1, -1) : text);

/** Emphasis is for words: `(*^_^*)` is a face. */
const WORDS = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
const isMeant = (text: string, { kind, inner }: Span): boolean => kind === 'code' || WORDS.test(text.slice(...inner));

/** Spans lie beside or within each other, never across. */
const nest = (text: string, spans: readonly Span[]): readonly Piece[] => {
  const inOrder = spans.filter((span) => isMeant(text, span)).sort((a, b) => a.from - b.from || b.to - a.to);
  let next = 0;
  const pieces = (from: number, to: number, depth: number): readonly Piece[] => {
    const made: Piece[] = [];
    let at = from;
    for (let span = inOrder[next]; span !== undefined && span.from < to; span = inOrder[next]) {
      next++;
      if (depth >= DEPTH) continue;
      if (span.from > at) made.push({ kind: 'text', text: text.slice(at, span.from) });
      const { kind, href = '' } = span;
      const [begin, end] = span.inner;
      if (kind === 'code') made.push({ kind, text: codeOf(text.slice(begin, end)) });
      else {
        const inner = pieces(begin, end, depth + 1);
        made.push(
          kind === 'link'
            ? { kind, href, raw: text.slice(span.from, span.to), pieces: inner }
            : { kind, pieces: inner },
        );
      }
      at = span.to;
    }
    if (at < to) made.push({ kind: 'text', text: text.slice(at, to) });
    return made;
  };
  return pieces(0, text.length, 0);
};

/** What a paragraph consists of. Marks that enclose nothing are text. */
export const parseInlines = (text: string): readonly Piece[] => {
  let marks = 0;
  for (const _ of text.matchAll(MARK)) if (++marks > MARKS) return [{ kind: 'text', text }];
  return nest(text, new InlineScan(text).spans);
};
