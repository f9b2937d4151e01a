export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** Longer addresses are not read: every place where one could begin would be looked at to the end. Characters. */
const LONGEST = 2_048;
const CANDIDATE = new RegExp(`(?:https?://|mailto:)[^\\s<>"]{1,${LONGEST}}(?![^\\s<>"])`, 'giu');
const CANDIDATE_HERE = new RegExp(`^${CANDIDATE.source}`, 'iu');
const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Where an address ends: not with the sentence's own mark, nor with a bracket that was opened before it. */
const trimEnd = (address: string): string => {
  const counts = new Map<string, number>();
  for (const char of address) counts.set(char, (counts.get(char) ?? 0) + 1);
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1] ?? '';
    const opener = CLOSERS[last];
    const closers = counts.get(last) ?? 0;
    const loose = opener !== undefined && closers > (counts.get(opener) ?? 0);
    if (!loose && !/[.,;:!?'’”»…]/u.test(last)) break;
    counts.set(last, closers - 1);
  }
  return address.slice(0, end);
};

/** The address as it can be followed; undefined unless it is a whole `http`, `https` or `mailto` one. */
export const safeHref = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol === 'mailto:') return /^[^@/]+@[^@/]+$/.test(url.pathname) ? url.href : undefined;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
};

/** The address a text begins with. */
export const addressAt = (text: string): { readonly text: string; readonly href: string } | undefined => {
  const found = CANDIDATE_HERE.exec(text)?.[0];
  if (found === undefined) return undefined;
  const address = trimEnd(found);
  const href = safeHref(address);
  return href === undefined ? undefined : { text: address, href };
};

/** Splits a text into plain parts and addresses to follow; only http, https and mailto. Joined, the parts are the text. */
export const splitLinks = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const address = trimEnd(match[0]);
    const href = safeHref(address);
    if (href === undefined) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'link', text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
};

/** Whether a link's words are an address at another place than it leads to: a way to deceive, never to explain. */
export const pretends = (words: string, href: string): boolean => {
  const named = /^\s*(?:https?:\/\/|www\.)\S+/iu.exec(words)?.[0].trim();
  if (named === undefined) return false;
  const address = /^www\./iu.test(named) ? `https://${named}` : named;
  return !URL.canParse(address) || new URL(address).host !== new URL(href).host;
};
