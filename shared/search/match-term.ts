import { isInWord, type Term } from './parse-query.ts';

/** Where a term stands in a folded text, from a place on; -1: nowhere. */
export const findTerm = (folded: string, { kind, needle }: Term, from: number): number => {
  for (let at = folded.indexOf(needle, from); at >= 0; at = folded.indexOf(needle, at + 1)) {
    if (kind === 'part') return at;
    const isBegun = at === 0 || !isInWord(needle, 0) || !isInWord(folded, at - 1);
    const end = at + needle.length;
    const isOver = kind === 'beginning' || !isInWord(needle, needle.length - 1) || !isInWord(folded, end);
    if (isBegun && isOver) return at;
  }
  return -1;
};

/** The longest term, which the fewest texts have: the others are looked for only in texts with it. */
export const rarestOf = (terms: readonly Term[]): Term | undefined =>
  terms.reduce<Term | undefined>(
    (best, term) => (best === undefined || term.needle.length > best.needle.length ? term : best),
    undefined,
  );
