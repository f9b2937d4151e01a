const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for an element or a quoted attribute. Characters that no page may hold become the sign for them. */
export const escapeHtml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those that are not allowed in HTML.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\u{fffd}')
    .replaceAll(/[&<>"']/g, (sign) => NAMED[sign] ?? sign);

/** An address that may be followed, as an attribute; undefined for any other scheme. */
export const escapeHref = (href: string): string | undefined => {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? escapeHtml(url.href) : undefined;
};
