/**
 * One character that is seen: no blank, joiner, control, half of a pair, letter that looks like a blank, or mark alone.
 * Emoji newer than this version's tables are seen too.
 */
const SEEN = /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u{2800}]|\p{Extended_Pictographic}/u;

/** Whether anything of a text is seen. */
export const isSeen = (text: string): boolean => SEEN.test(text);
