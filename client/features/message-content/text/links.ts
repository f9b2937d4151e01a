import { TURNING } from '../../../../shared/text/hidden-characters.ts';
import { judgeWords } from './named-hosts.ts';

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** Longer addresses are not read: every place where one could begin would be looked at to the end. Characters. */
const LONGEST = 2_048;
/** Up to a space, a quotation mark or an angle. */
const REST = `[^\\s<>"]{1,${LONGEST}}(?![^\\s<>"])`;
/** What may stand neither before nor behind a bare address: it would be part of a longer word, which is no address. */
const BESIDE = '\\p{L}\\p{N}_@';
const MAIL = `[a-z0-9_%+-](?:[a-z0-9._%+-]{0,62}[a-z0-9_%+-])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.){1,8}[a-z]{2,24}(?![${BESIDE}-])`;
const BEGIN = `(?:https?://|mailto:)${REST}`;
const CANDIDATE = new RegExp(`${BEGIN}|(?<![${BESIDE}.%+:/-])(?:www\\.${REST}|${MAIL})`, 'giu');
/** In the middle of a text a bare one of these is found by what stands before it. */
const CANDIDATE_HERE = new RegExp(`^(?:${BEGIN}|www\\.${REST})`, 'iu');
/** At least a name and its country or kind: `www.` alone, or one word behind it, is no address. */
const WWW_HOST = /^www\.(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/;
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

/**
 * The address as it can be followed; undefined unless it is a whole `http`, `https` or `mailto` one. A name before the
 * host reads like the host, and should not be followed.
 */
export const safeHref = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol === 'mailto:') {
    // Other receivers, or words that nobody sees before the mail is open, are not followed.
    const isOne = /^[^@/%,;]+@[^@/%,;]+$/.test(url.pathname);
    return isOne && url.search === '' ? url.href : undefined;
  }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url.href : undefined;
};

/** Where an address as people write it leads; undefined also when it reads like another place than it leads to. */
const hrefOf = (address: string): string | undefined => {
  const href = followed(address);
  return href === undefined || TURNING.test(address) || judgeWords(address, href) === 'hides' ? undefined : href;
};

const followed = (address: string): string | undefined => {
  if (/^(?:https?|mailto):/iu.test(address)) return safeHref(address);
  if (!/^www\./iu.test(address)) return safeHref(`mailto:${address}`);
  const href = safeHref(`https://${address}`);
  return href !== undefined && WWW_HOST.test(new URL(href).hostname) ? href : undefined;
};

/** The address a text begins with. */
export const addressAt = (text: string): { readonly text: string; readonly href: string } | undefined => {
  const found = CANDIDATE_HERE.exec(text)?.[0];
  if (found === undefined) return undefined;
  const address = trimEnd(found);
  const href = hrefOf(address);
  return href === undefined ? undefined : { text: address, href };
};

/** Splits a text into plain parts and addresses to follow, `www.` and e-mail addresses among them. Joined, the parts are the text. */
export const splitLinks = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const address = trimEnd(match[0]);
    const href = hrefOf(address);
    if (href === undefined) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'link', text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
};
