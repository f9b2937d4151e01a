import { LIMITS } from '../../shared/protocol/limits.ts';

/** Control and format characters (they can turn text around or hide it), lone surrogates, line and paragraph separators. */
const FORBIDDEN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{AD}\u{61C}\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2069}\u{FEFF}]/u;
/** What takes room or joins others without being seen: letters that are blanks, joiners, marks without a letter. */
const UNSEEN = /[\p{Z}\p{Cf}\p{M}\u{115F}\u{1160}\u{2800}\u{3164}\u{FFA0}]/gu;

/** One line as it is kept: trimmed, composed (NFC), 1 to `most` characters of which one is seen; undefined when it cannot be one. */
export const parseLine = (text: string, most: number): string | undefined => {
  const line = text.normalize('NFC').trim();
  const length = [...line].length;
  const isSeen = line.replaceAll(UNSEEN, '') !== '';
  return isSeen && length <= most && !FORBIDDEN.test(line) ? line : undefined;
};

/** A display name as it is kept. */
export const parsePersonName = (text: string): string | undefined => parseLine(text, LIMITS.nameCharacters);
