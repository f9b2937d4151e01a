import { addGrams, type Filter, newFilter } from '../../../shared/search/grams.ts';
import { fold } from '../../../shared/text/fold.ts';
import type { SearchedMessage } from './searched-message.ts';

/** One chapter as it is searched. */
export interface SearchedChapter {
  readonly messages: readonly SearchedMessage[];
  /** Messages that this device could not open when it was read. */
  readonly unopened: number;
  /** All texts folded, a line feed after each. */
  readonly folded: () => string;
  /** Where each message begins in it, and its end. */
  readonly starts: () => Uint32Array;
  /** Units of all texts. */
  readonly size: number;
}

/** What is known of a chapter without its texts. */
export interface ChapterSummary {
  readonly count: number;
  readonly unopened: number;
  /** Times of its first and last message by date, ms since 1970. */
  readonly oldest: number;
  readonly newest: number;
  /** All flags that any of them has. */
  readonly flags: number;
  /** Account numbers of the authors. */
  readonly authors: readonly number[];
  readonly filter: Filter;
}

export const makeChapter = (messages: readonly SearchedMessage[], unopened: number): SearchedChapter => {
  let made: { readonly folded: string; readonly starts: Uint32Array } | undefined;
  const foldAll = () => {
    const starts = new Uint32Array(messages.length + 1);
    let at = 0;
    const lines = messages.map(({ text }, i) => {
      const line = fold(text);
      starts[i] = at;
      at += line.length + 1;
      return line;
    });
    starts[messages.length] = at;
    made = { folded: `${lines.join('\n')}\n`, starts };
    return made;
  };
  return {
    messages,
    unopened,
    folded: () => (made ?? foldAll()).folded,
    starts: () => (made ?? foldAll()).starts,
    size: messages.reduce((sum, { text }) => sum + text.length, 0),
  };
};

export const summarize = (chapter: SearchedChapter): ChapterSummary => {
  const { messages, unopened } = chapter;
  const filter = newFilter();
  addGrams(filter, chapter.folded());
  let [oldest, newest, flags] = [Number.MAX_SAFE_INTEGER, 0, 0];
  const authors = new Set<number>();
  for (const message of messages) {
    oldest = Math.min(oldest, message.at);
    newest = Math.max(newest, message.at);
    flags |= message.flags;
    authors.add(message.by);
  }
  return { count: messages.length, unopened, oldest, newest, flags, authors: [...authors], filter };
};
