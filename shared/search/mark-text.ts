import { foldWithPlaces } from '../text/fold.ts';
import { findTerm } from './match-term.ts';
import type { Term } from './parse-query.ts';

/** A piece of a text; `marked`: it was looked for. */
export interface TextPart {
  readonly text: string;
  readonly marked: boolean;
}

type Range = readonly [from: number, to: number];

/** How much is shown before the first mark, and altogether. Units. */
const BEFORE = 60;
const SHOWN = 260;

const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : undefined;
/** Where the characters of a text begin, as people see them, and its end. */
const boundariesOf = (text: string): readonly number[] => {
  const found =
    segmenter === undefined
      ? [...text.matchAll(/.(?:[\p{M}\p{Emoji_Modifier}]|\u200d.?)*/gsu)].map(({ index }) => index)
      : Array.from(segmenter.segment(text), ({ index }) => index);
  return [...found, text.length];
};

/** Where the terms stand, in order and apart. */
const rangesOf = (text: string, terms: readonly Term[]): readonly Range[] => {
  const { folded, places } = foldWithPlaces(text);
  const ranges: Range[] = [];
  for (const term of terms)
    for (let at = findTerm(folded, term, 0); at >= 0; at = findTerm(folded, term, at + term.needle.length)) {
      let end = at + term.needle.length;
      // Of a letter that is folded into two, all is marked.
      while (end < folded.length && places[end] === places[end - 1]) end++;
      ranges.push([places[at] ?? 0, places[end] ?? text.length]);
    }
  return ranges.sort(([a], [b]) => a - b);
};

/** Widens marks to whole characters and joins those that touch. */
const whole = (ranges: readonly Range[], boundaries: readonly number[]): readonly Range[] => {
  const joined: [number, number][] = [];
  for (const [from, to] of ranges) {
    const begin = boundaries.findLast((one) => one <= from) ?? 0;
    const end = boundaries.find((one) => one >= to) ?? to;
    const last = joined.at(-1);
    if (last !== undefined && begin <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([begin, end]);
  }
  return joined;
};

/** The part of a text around what was looked for. @param text composed (NFC) */
export const markText = (text: string, terms: readonly Term[]): readonly TextPart[] => {
  const ranges = rangesOf(text, terms);
  const first = ranges[0]?.[0] ?? 0;
  // A little more on both sides than is shown, so that what is cut off are whole characters.
  const base = first <= BEFORE ? 0 : Math.max(0, first - 2 * BEFORE);
  const piece = text.slice(base, first + SHOWN + BEFORE);
  const boundaries = boundariesOf(piece);
  const from = first <= BEFORE ? 0 : (boundaries.find((one) => one >= first - base - BEFORE) ?? 0);
  const to =
    base + piece.length >= text.length && piece.length - from <= SHOWN + BEFORE
      ? piece.length
      : (boundaries.findLast((one) => one <= from + SHOWN) ?? piece.length);
  const parts: TextPart[] = [];
  const add = (begin: number, end: number, marked: boolean): void => {
    if (end > begin) parts.push({ text: piece.slice(begin, end), marked });
  };
  if (base + from > 0) parts.push({ text: '…', marked: false });
  let at = from;
  const shown = ranges.map(([begin, end]): Range => [begin - base, end - base]).filter(([begin]) => begin < to);
  for (const [begin, end] of whole(shown, boundaries)) {
    if (begin >= to) break;
    add(at, Math.max(at, begin), false);
    add(Math.max(at, begin), Math.min(end, to), true);
    at = Math.min(end, to);
  }
  add(at, to, false);
  if (base + to < text.length) parts.push({ text: '…', marked: false });
  return parts;
};
