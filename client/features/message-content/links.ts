export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const CANDIDATE = /(?:https?:\/\/|mailto:)[^\s<>"]+/giu;
const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

const count = (text: string, char: string): number => text.split(char).length - 1;

/** Where an address ends: not with the sentence's own mark, nor with a bracket that was opened before it. */
const trimEnd = (address: string): string => {
  let end = address;
  for (;;) {
    const last = end.at(-1) ?? '';
    const opener = CLOSERS[last];
    const loose = opener !== undefined && count(end, last) > count(end, opener);
    if (!loose && !/[.,;:!?'’”»…]/u.test(last)) return end;
    end = end.slice(0, -1);
  }
};

const safeHref = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol === 'mailto:') return /^[^@/]+@[^@/]+$/.test(url.pathname) ? url.href : undefined;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
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
