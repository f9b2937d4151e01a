import { fewMarks } from './few-marks.ts';

/**
 * The one folding by which texts are searched, the same in every browser's language: what people take for one letter
 * becomes one. Characters are folded one by one, so a match in a folded text has its place in the text itself.
 */

/** Letters that do not come apart by themselves, each before what it is taken for. */
const LETTERS =
  'ßss æae œoe øo łl đd ðd þth ħh ŧt ıi ȷj ŋn ƀb ɨi ɟj ɍr ƶz ʉu ςσ ךכ םמ ןנ ףפ ץצ ٱا ىي یي ېي ےي کك ڪك ةه ہه ھه ەه ۃه';
/** Apostrophes, quotation marks and dashes as keyboards write them. */
const SIGNS = "’' ‘' ‚' ʼ' ʻ' ′' `' ´' “\" ”\" „\" ‟\" «\" »\" ‐- ‑- ‒- –- —- −-";
const ALIKE = new Map(
  `${LETTERS} ${SIGNS}`.split(' ').map((pair): readonly [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);

/** First digits of scripts that have their own. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6];

/**
 * Marks on letters, joiners, and the stroke that stretches Arabic words. Marks that are vowels, as in the scripts of India,
 * stay: without them words are not the same.
 */
const MARKS =
  /(?=\p{M})[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Syriac}]|\p{Default_Ignorable_Code_Point}|\u0640/gu;
const BLANK = /^[\p{Z}\p{Cc}]$/u;
/** Letters of Korean syllables, which stay whole: each is read as one character. */
const JAMO = /^[\u1100-\u11ff]/;

const foldLetter = (letter: string): string => {
  const taken = ALIKE.get(letter);
  if (taken !== undefined) return taken;
  if (BLANK.test(letter)) return ' ';
  const code = letter.codePointAt(0) ?? 0;
  const zero = ZEROS.find((first) => code >= first && code < first + 10);
  return zero === undefined ? letter : String(code - zero);
};

const foldAnew = (character: string): string => {
  const apart = ALIKE.get(character) ?? character.normalize('NFKD');
  if (JAMO.test(apart)) return character;
  // In small, letters may come apart that did not before.
  const small = apart.toLowerCase().normalize('NFKD').replace(MARKS, '');
  // Signs like ㈎ come apart into letters of a syllable, which is one letter everywhere else.
  return Array.from(small, foldLetter).join('').normalize('NFC');
};

const known = new Map<string, string>();
/** More characters than people write with. */
const MOST_KNOWN = 20_000;
const foldCharacter = (character: string): string => {
  const before = known.get(character);
  if (before !== undefined) return before;
  const folded = foldAnew(character);
  if (known.size < MOST_KNOWN) known.set(character, folded);
  return folded;
};

/** Only what small letters are enough for. */
const PLAIN = /^[ -_a-~]*$/;
/** All but the most common characters that stay as they are: it takes a fifth of the time to look at these alone. */
const UNLIKE = /[^ -@[-_a-~а-ик-щъ-я\u4e00-\u9fff\u0628\u062a-\u063a\u0641-\u0648\u064a]/gu;

export const fold = (text: string): string =>
  PLAIN.test(text) ? text.toLowerCase() : fewMarks(text).normalize('NFC').replace(UNLIKE, foldCharacter);

export interface FoldedText {
  readonly folded: string;
  /** For each unit of `folded`, and for its end, where its character begins in the text. */
  readonly places: readonly number[];
}

/** As `fold`. @param text composed (NFC) */
export const foldWithPlaces = (text: string): FoldedText => {
  const places: number[] = [];
  let folded = '';
  let at = 0;
  for (const character of text) {
    const one = foldCharacter(character);
    for (let i = 0; i < one.length; i++) places.push(at);
    folded += one;
    at += character.length;
  }
  places.push(at);
  return { folded, places };
};
