import { keyOf } from '../../primitives/keys/key-of.ts';

export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export const MARKS = { bold: '**', italic: '*', code: '`', strike: '~~' } as const;
export type Mark = (typeof MARKS)[keyof typeof MARKS];

/** The mark that keys stand for; undefined for any others. */
export const markOfKeys = (event: {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}): Mark | undefined => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const key = keyOf(event);
  if (event.shiftKey) return key === 'X' ? MARKS.strike : undefined;
  return key === 'B' ? MARKS.bold : key === 'I' ? MARKS.italic : key === 'E' ? MARKS.code : undefined;
};

const runBefore = (text: string, at: number, sign: string): number => {
  let count = 0;
  while (text[at - 1 - count] === sign) count++;
  return count;
};
const runAfter = (text: string, at: number, sign: string): number => {
  let count = 0;
  while (text[at + count] === sign) count++;
  return count;
};
/** Three stars are bold and italic at once. */
const holds = (run: number, mark: Mark): boolean => (mark === '*' ? run % 2 === 1 : run >= mark.length);

/** Puts the marks around the selection, or removes them if they are there; blanks at its edges stay outside. */
export const wrapSelection = ({ text, start, end }: Selected, mark: Mark): Selected => {
  const chosen = text.slice(start, end);
  const from = start + (chosen.length - chosen.trimStart().length);
  const to = chosen.trim() === '' ? end : end - (chosen.length - chosen.trimEnd().length);
  const left = chosen.trim() === '' ? start : from;
  const sign = mark.slice(0, 1);
  const run = Math.min(runBefore(text, left, sign), runAfter(text, to, sign));
  const size = mark.length;
  if (holds(run, mark))
    return {
      text: text.slice(0, left - size) + text.slice(left, to) + text.slice(to + size),
      start: left - size,
      end: to - size,
    };
  return {
    text: text.slice(0, left) + mark + text.slice(left, to) + mark + text.slice(to),
    start: left + size,
    end: to + size,
  };
};
