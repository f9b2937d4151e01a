const BREAKS = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6]|\/blockquote|\/pre)\b[^<>]*>/gi;
const UNSHOWN = /<(script|style|head|title|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
/** HTML that is read for its text. Characters. */
const MOST_HTML = 200_000;

const entity = (whole: string, name: string): string => {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : whole;
};

/** The words of HTML, line by line; what they looked like is not kept. */
export const textOfHtml = (html: string): string =>
  html
    .slice(0, MOST_HTML)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(UNSHOWN, '')
    .replace(/\s+/g, ' ')
    .replace(BREAKS, '\n')
    .replace(/<[^<>]*(?:>|$|(?=<))/g, '')
    .replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,6});/gi, entity)
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
