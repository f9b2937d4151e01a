import { LIMITS } from '../protocol/limits.ts';
import { hasHidden, withoutHidden } from './hidden-characters.ts';

/**
 * One character that is seen: no blank, joiner, control, half of a pair, letter or sign that looks like a blank, place
 * of an object, or mark alone. Emoji newer than this version's tables are seen too.
 */
const SEEN =
  /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u{2800}\u{FFFC}\u{1D159}\u{13441}\u{13442}]|\p{Extended_Pictographic}/u;

/** Whether anything of a text is seen. */
export const isSeen = (text: string): boolean => SEEN.test(text);

/** Whether a text has at most so many characters (code points); stops counting there. */
export const isAtMost = (text: string, most: number): boolean => {
  if (text.length <= most) return true;
  let count = 0;
  for (const _ of text) if (++count > most) return false;
  return true;
};

/**
 * The one rule for names, topics, questions, options, places, contacts and statuses, by which devices write and the
 * server judges: one line, trimmed, composed (NFC), of 1 to `most` characters of which one is seen, and without
 * characters that hide, turn or break it. undefined: the text breaks the rule.
 */
export const parseLine = (text: string, most: number): string | undefined => {
  // Composing makes no text shorter than a third.
  if (text.length > most * 8) return undefined;
  const line = text.normalize('NFC').trim();
  return isSeen(line) && isAtMost(line, most) && !hasHidden(line) ? line : undefined;
};

/**
 * A line that was written before the rule, or by a server that has none, as it can be shown: what the rule refuses is
 * left out. undefined: nothing of it can be seen.
 */
export const readLine = (text: string, most: number): string | undefined => {
  // Leaving something out gives what stands beside it other neighbours, so it is looked at again. Each time it is shorter.
  for (let line = text.slice(0, most * 8); ; ) {
    const next = [...withoutHidden(line).normalize('NFC').trim()].slice(0, most).join('').trim();
    if (next === line) return isSeen(line) ? line : undefined;
    line = next;
  }
};

/** Stands where nothing of a line can be seen. */
export const NOTHING_SEEN = '…';

/** A name that was kept before the rule for lines, or by a server that has none, as every view shows it. */
export const nameToShow = (name: string): string =>
  name === '' ? '' : (readLine(name, LIMITS.nameCharacters) ?? NOTHING_SEEN);

/** A display name as it is kept. */
export const parsePersonName = (text: string): string | undefined => parseLine(text, LIMITS.nameCharacters);
