/** Some keyboards add the sign for "as a picture" to what is one already: ⛵️ is ⛵ and that sign. */
const EMOJI = /^(?:\p{RGI_Emoji}\u{FE0F}?|\s)+$/v;
/** More than these and they read as a line, not as one large sign. */
const MOST = 3;

/** All emoji have a sign beyond these; the large pattern need not be looked at for most texts. */
const BEYOND_LATIN = /[\u0300-\uffff]/;

/** Whether a text is one to three emoji and nothing else. */
export const isOnlyEmoji = (text: string): boolean => {
  if (text.length > 60 || text.trim() === '' || !BEYOND_LATIN.test(text) || !EMOJI.test(text)) return false;
  return [...new Intl.Segmenter().segment(text.replace(/\s/gu, ''))].length <= MOST;
};
