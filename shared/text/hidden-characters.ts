/** Scripts whose letters change their shape with a joiner or a non-joiner between them. */
const JOINING = ['Arab', 'Syrc', 'Nkoo', 'Mong', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym']
  .concat(['Sinh', 'Khmr', 'Tibt', 'Mymr', 'Thaa', 'Java', 'Bali'])
  .map((script) => `\\p{scx=${script}}`)
  .join('');

/** Where a character that cannot be seen changes how its neighbours look, and is part of how people write. */
const VISIBLE_USES = [
  // One emoji made of several: a family, a profession.
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\u{FE0F}\\u{20E3}])\\u{200D}(?=\\p{Extended_Pictographic})',
  `(?<=[${JOINING}])[\\u{200C}\\u{200D}]`,
  // As an emoji or as a sign: after one, or on a key cap.
  '(?<=\\p{Extended_Pictographic}|[0-9#*](?=.\\u{20E3}))[\\u{FE0E}\\u{FE0F}]',
  '(?<=\\p{sc=Han})[\\u{FE00}-\\u{FE02}\\u{E0100}-\\u{E01EF}]',
  '(?<=\\p{sc=Mong})[\\u{180B}-\\u{180D}\\u{180F}]',
  // The flags of England, Scotland and Wales: up to six letters behind a black flag.
  '(?<=\\u{1F3F4}[\\u{E0030}-\\u{E007A}]{0,6})[\\u{E0030}-\\u{E007A}\\u{E007F}]',
].join('|');

/** Controls, line and paragraph separators, halves of surrogate pairs, and all that a renderer may show as nothing. */
const HIDDEN = '[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u{FFF9}-\\u{FFFB}]';

const VISIBLE_OR_HIDDEN = new RegExp(`(${VISIBLE_USES})|${HIDDEN}`, 'gu');
const ANY_HIDDEN = new RegExp(HIDDEN, 'u');

/** Characters that turn the order in which a text is shown. */
export const TURNING = /[\u{61C}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}]/u;

/** The text without characters that hide, turn or break it; `by` stands in the place of each run of line breaks. */
export const withoutHidden = (text: string, by = ' '): string =>
  // Nearly every text has none: looked at once.
  ANY_HIDDEN.test(text)
    ? text.replace(/[\n\r\p{Zl}\p{Zp}]+/gu, by).replace(VISIBLE_OR_HIDDEN, (_, kept: string | undefined) => kept ?? '')
    : text;

/** Whether a text holds characters that hide, turn or break it. */
export const hasHidden = (text: string): boolean => withoutHidden(text) !== text;
