import { LIMITS } from '../../shared/protocol/limits.ts';

/** Control and format characters (they can turn text around or hide it), lone surrogates, line and paragraph separators. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2069}\u{FEFF}]/u;

/** One line as it is kept: trimmed, composed (NFC), 1 to `most` characters; undefined when it cannot be one. */
export const parseLine = (text: string, most: number): string | undefined => {
  const line = text.normalize('NFC').trim();
  const length = [...line].length;
  return length >= 1 && length <= most && !FORBIDDEN.test(line) ? line : undefined;
};

/** A display name as it is kept. */
export const parsePersonName = (text: string): string | undefined => parseLine(text, LIMITS.nameCharacters);
