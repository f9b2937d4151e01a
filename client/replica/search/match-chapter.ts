import type { Filter } from '../../../shared/search/grams.ts';
import { gramsOf, mayHold } from '../../../shared/search/grams.ts';
import { findTerm, rarestOf } from '../../../shared/search/match-term.ts';
import { parseQuery, spelledAs, type Term } from '../../../shared/search/parse-query.ts';
import type { SearchQuery } from '../../channel/search-view.ts';
import type { ChapterSummary, SearchedChapter } from './searched-chapter.ts';
import { flagOf, MENTIONS_ME, type SearchedMessage } from './searched-message.ts';

/** A query as it is compared with chapters. */
export interface Matcher {
  readonly terms: readonly Term[];
  /** False: nothing in the chapter can match. */
  readonly mayMatch: (summary: ChapterSummary) => boolean;
  /** Places of the messages that match, in their order. */
  readonly matches: (chapter: SearchedChapter) => readonly number[];
  /** Whether a matching message has every term exactly as it was typed. */
  readonly isExact: (message: SearchedMessage) => boolean;
}

export const createMatcher = (query: SearchQuery): Matcher => {
  const terms = parseQuery(query.words);
  const rarest = rarestOf(terms);
  const others = terms.filter((term) => term !== rarest);
  const bits = gramsOf(terms);
  const flags = (query.has === undefined ? 0 : flagOf(query.has)) | (query.mentions === true ? MENTIONS_ME : 0);
  const { by, after = 0, before = Number.POSITIVE_INFINITY } = query;

  const isWanted = (message: SearchedMessage): boolean =>
    (by === undefined || message.by === by) &&
    (message.flags & flags) === flags &&
    message.at >= after &&
    message.at <= before;
  const isExact = ({ text }: SearchedMessage): boolean => {
    const spelled = spelledAs(text);
    return terms.every((term) => spelled.includes(term.spelled));
  };
  const holds = (filter: Filter): boolean => mayHold(filter, bits);

  return {
    terms,
    isExact,
    mayMatch: (summary) =>
      (by === undefined || summary.authors.includes(by)) &&
      (summary.flags & flags) === flags &&
      summary.newest >= after &&
      summary.oldest <= before &&
      holds(summary.filter),
    matches: ({ messages, folded, starts }) => {
      if (rarest === undefined) {
        // Only filters, and nothing that was typed and cannot be looked for.
        const isAnything = query.words.trim() === '';
        return isAnything ? [...messages.keys()].filter((i) => isWanted(messages[i] as SearchedMessage)) : [];
      }
      const matching: number[] = [];
      const all = folded();
      const begins = starts();
      let index = 0;
      for (let at = findTerm(all, rarest, 0); at >= 0; ) {
        while ((begins[index + 1] ?? Number.POSITIVE_INFINITY) <= at) index++;
        const [begin, end] = [begins[index] ?? 0, begins[index + 1] ?? all.length];
        const message = messages[index];
        if (message !== undefined && isWanted(message)) {
          const line = others.length === 0 ? '' : all.slice(begin, end - 1);
          if (others.every((term) => findTerm(line, term, 0) >= 0)) matching.push(index);
        }
        at = findTerm(all, rarest, end);
      }
      return matching;
    },
  };
};
