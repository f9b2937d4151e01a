import { TURNING } from '../../../../shared/text/hidden-characters.ts';
import { judgeWords } from './named-hosts.ts';

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** Longer addresses are not recognized: every possible beginning would be searched to the end. Characters. */
const LONGEST = 2_048;
/**
 * What ends a bare address: spaces, quotation marks, angles, and punctuation of scripts that write no space behind it.
 * Full stops of East Asia are not among them: in a host they are dots (`endOfHost`).
 */
const ENDS =
  '\\s<>"`|“”„‟«»—―\u{37E}،؛؟۔։।॥፡-፨၊။។៕៖\\u{3001}\\u{3003}\\u{3008}-\\u{3011}\\u{3014}-\\u{301F}\\u{FF01}-\\u{FF0D}\\u{FF0F}\\u{FF1A}-\\u{FF20}\\u{FF3B}-\\u{FF40}\\u{FF5B}-\\u{FF60}\\u{FF62}-\\u{FF65}';
const REST = `[^${ENDS}]{1,${LONGEST}}(?![^${ENDS}])`;
/** Characters that must not touch a bare address: it would be part of a longer word. */
const BESIDE = '\\p{L}\\p{N}_@';
const MAIL = `[a-z0-9_%+-](?:[a-z0-9._%+-]{0,62}[a-z0-9_%+-])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.){1,8}[a-z]{2,24}(?![${BESIDE}-])`;
const BEGIN = `(?:https?://|mailto:)${REST}`;
const CANDIDATE = new RegExp(`${BEGIN}|(?<![${BESIDE}.%+:/-])(?:www\\.${REST}|${MAIL})`, 'giu');
/** Among marks: an underscore before it may be one. */
const AMONG_MARKS = new RegExp(`${BEGIN}|(?<![\\p{L}\\p{N}@.%+:/-]_{0,3})www\\.${REST}`, 'giu');
/** Between angles. */
export const ANGLED = new RegExp(
  `<(?:(?<address>(?:https?://|mailto:)[^\\s<>]{1,${LONGEST}})|(?<mail>${MAIL}))>`,
  'iuy',
);
/** At least a name and a top-level domain: `www.` alone, or with one word behind it, is no address. */
const WWW_HOST = /^www\.(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/;
/** Dots of East Asia, which browsers read as dots in a host. */
const WIDE_DOT = /[。．｡]/;
const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Without what stands behind a wide dot, unless a host may go on there. */
const endOfHost = (address: string): string => {
  const host = /^(?:https?:\/\/)?[^/?#。．｡]*(?:[。．｡][a-z0-9][^/?#。．｡]*)*/iu.exec(address)?.[0] ?? '';
  const dot = address.slice(host.length).search(WIDE_DOT);
  return dot < 0 ? address : address.slice(0, host.length + dot);
};

/**
 * An address ends before the sentence's own punctuation, before a bracket that was opened before it, and before a mark
 * that may close what was opened before it.
 */
const trimEnd = (found: string, closes: (sign: string) => boolean): string => {
  const address = endOfHost(found);
  const counts = new Map<string, number>();
  for (const char of address) counts.set(char, (counts.get(char) ?? 0) + 1);
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1] ?? '';
    const opener = CLOSERS[last];
    const closers = counts.get(last) ?? 0;
    const loose = opener !== undefined && closers > (counts.get(opener) ?? 0);
    if (!loose && !/[.,;:!?'’…]/u.test(last) && !(/[*_~]/.test(last) && closes(last))) break;
    counts.set(last, closers - 1);
  }
  return address.slice(0, end);
};
const never = (): boolean => false;

/**
 * The address as it can be followed; undefined unless it is a complete `http`, `https` or `mailto` address. A username
 * before the host looks like the host, so such an address is not followed.
 */
export const safeHref = (address: string): string | undefined => {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol === 'mailto:') {
    // Mail addresses with further recipients, or with a text that nobody sees before the mail opens, are not followed.
    const isOne = /^[^@/%,;]+@[^@/%,;]+$/.test(url.pathname);
    return isOne && url.search === '' ? url.href : undefined;
  }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url.href : undefined;
};

/** Where a bare address leads; undefined also when it looks as if it led elsewhere. */
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

/** The web addresses of a text, asked from left to right; `closes` answers whether a mark that stands open may end there. */
export const addressesIn = (
  text: string,
): ((
  at: number,
  closes: (sign: string) => boolean,
) => { from: number; to: number; inner: readonly [number, number]; href: string } | undefined) => {
  const candidates = text.matchAll(AMONG_MARKS);
  let next = candidates.next().value;
  return (at, closes) => {
    while (next !== undefined && next.index < at) next = candidates.next().value;
    if (next?.index !== at) return undefined;
    const address = trimEnd(next[0], closes);
    const href = hrefOf(address);
    const to = at + address.length;
    return href === undefined ? undefined : { from: at, to, inner: [at, to], href };
  };
};

/** Splits a text into plain parts and addresses to follow, `www.` and e-mail addresses among them. Joined, the parts are the text. */
export const splitLinks = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const address = trimEnd(match[0], never);
    const href = hrefOf(address);
    if (href === undefined) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'link', text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
};
