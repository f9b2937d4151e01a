/** A name being typed after `@`: its start (the `@`), its end (the cursor) and its text so far. */
export interface MentionQuery {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A longer text is no name any more. Characters. */
const LONGEST = 40;
const LETTER = /[\p{L}\p{N}_]/u;

/** Whether `@` at this place begins a word, and not an e-mail address. */
export const beginsMention = (text: string, at: number): boolean => !LETTER.test(text.slice(at - 1, at));

/** The name the cursor is in; undefined when it is in none. */
export const mentionQuery = (text: string, caret: number): MentionQuery | undefined => {
  const start = caret === 0 ? -1 : text.lastIndexOf('@', caret - 1);
  if (start < 0 || caret - start > LONGEST || !beginsMention(text, start)) return undefined;
  const query = text.slice(start + 1, caret);
  // Names may have spaces inside; nobody writes one before a name.
  return /^\s|\n/u.test(query) ? undefined : { start, end: caret, text: query };
};
