import { fewMarks } from '../text/few-marks.ts';
import { fold } from '../text/fold.ts';

/** One thing that is looked for; a message has all of them. */
export interface Term {
  /** `part`: anywhere; `beginning`: where a word begins; `phrase`: as whole words. */
  readonly kind: 'part' | 'beginning' | 'phrase';
  /** Folded, and what is looked for. */
  readonly needle: string;
  /** As typed, in lower case: a text that has this is spelled exactly so. */
  readonly spelled: string;
}

/** A longer query, which only pasting makes, is cut here. Units. */
export const QUERY_LENGTH = 400;
const MOST_TERMS = 16;
/** From this many letters on a word is found inside others. */
const INSIDE_FROM = 3;
/** What reads as one character or sign is found anywhere: Chinese, Japanese and Korean writing, symbols, emoji. */
const DENSE_FROM = 0x2190;

export const isDense = (unit: number): boolean => unit >= DENSE_FROM;
const hasDense = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (isDense(text.charCodeAt(i))) return true;
  return false;
};

const LETTER = /[\p{L}\p{N}]/u;
/** Whether the unit at this place belongs to a word that is written in letters. */
export const isInWord = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit < DENSE_FROM && LETTER.test(text.charAt(at));
};

export const spelledAs = (text: string): string => fewMarks(text).normalize('NFC').toLowerCase();

const wordOf = (typed: string): Term => {
  const folded = fold(typed);
  // A tag is found before the bare word, which is found too.
  const needle = /^#[^#]{2}/u.test(folded) ? folded.slice(1) : folded;
  const isPart = needle.length >= INSIDE_FROM || hasDense(needle) || !isInWord(needle, 0);
  return { kind: isPart ? 'part' : 'beginning', needle, spelled: spelledAs(typed) };
};
const phraseOf = (typed: string): Term => ({ kind: 'phrase', needle: fold(typed), spelled: spelledAs(typed) });

/** Words, and phrases in quotation marks that stand around whole words; any other mark is what it is. */
const PART =
  /(?<=^|\s)["“”„‟«»「」『』]([^"“”„‟«»「」『』]*[^"“”„‟«»「」『』\s][^"“”„‟«»「」『』]*)["“”„‟«»「」『』](?=\s|$)|\S+/gu;

/** What a person typed, as terms. Nothing but quotation marks around words is syntax. */
export const parseQuery = (typed: string): readonly Term[] =>
  [...typed.slice(0, QUERY_LENGTH).matchAll(PART)]
    .map(([whole, phrase]) => (phrase === undefined ? wordOf(whole) : phraseOf(phrase.trim())))
    .filter(({ needle }) => needle.trim() !== '')
    .slice(0, MOST_TERMS);
