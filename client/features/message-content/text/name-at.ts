import { fewMarks } from '../../../../shared/text/few-marks.ts';

/** Signs that keyboards write for one apostrophe. */
const APOSTROPHES = /['’‘ʼʹ`´＇]/gu;
/** A letter with its marks: what is compared as one. */
const LETTER = /\P{M}\p{M}*/uy;

/** How a name is compared: composed, and with one apostrophe. */
const comparable = (text: string): string => fewMarks(text).normalize('NFC').replace(APOSTROPHES, "'");

/** A text may have thousands of places for thousands of names. */
const known = new Map<string, string>();
const MOST = 2_000;
const comparableName = (name: string): string => {
  const made = known.get(name) ?? comparable(name);
  if (known.size >= MOST) known.clear();
  known.set(name, made);
  return made;
};

/** How much of a text from `at` on is this name, however its accents and apostrophes were typed; undefined: it is not. */
export const nameLengthAt = (text: string, at: number, name: string): number | undefined => {
  if (text.startsWith(name, at)) return name.length;
  const wanted = comparableName(name);
  let read = '';
  LETTER.lastIndex = at;
  for (let letter = LETTER.exec(text)?.[0]; letter !== undefined; letter = LETTER.exec(text)?.[0]) {
    read += comparable(letter);
    if (!wanted.startsWith(read)) return undefined;
    if (read.length === wanted.length) return LETTER.lastIndex - at;
  }
  return undefined;
};
