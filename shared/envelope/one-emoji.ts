/** A region's flag: the letters of its name, which are not seen, behind a black flag. */
const REGION = String.raw`\u{1F3F4}[\u{E0030}-\u{E007A}]{2,6}\u{E007F}`;

/** A picture with what may belong to it: how it is shown, or a colour of skin. */
const PART = String.raw`(?:${REGION}|\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?)`;

/** A flag, a keycap, or up to five pictures joined into one (a couple with a heart has four). */
const EMOJI = new RegExp(
  String.raw`^(?:[\u{1F1E6}-\u{1F1FF}]{2}|[0-9#*]\uFE0F?\u20E3|${PART}(?:\u200D${PART}){0,4})$`,
  'u',
);

/**
 * Whether a text is one emoji and nothing else. By its form, not by a list: emoji that are newer than this version are
 * emoji too, and every server and device says the same.
 */
export const isOneEmoji = (text: string): boolean => EMOJI.test(text);
