/** Some keyboards add the variation selector to a character that is an emoji already: ⛵️ is ⛵ with the selector. */
const EMOJI = /^(?:\p{RGI_Emoji}\u{FE0F}?|\s)+$/v;
/** More than these and they read as a line, not as one large sign. */
const MOST = 3;

/** Every emoji contains a character beyond these, so most texts skip the large pattern. */
const BEYOND_LATIN = /[\u0300-\uffff]/;

/** Whether a text is one to three emoji and nothing else. */
export const isOnlyEmoji = (text: string): boolean => {
  if (text.length > 60 || text.trim() === '' || !BEYOND_LATIN.test(text) || !EMOJI.test(text)) return false;
  return [...new Intl.Segmenter().segment(text.replace(/\s/gu, ''))].length <= MOST;
};
