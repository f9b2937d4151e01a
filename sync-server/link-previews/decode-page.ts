/** How far into a page its own word about its characters is looked for. Bytes */
const HEAD = 8 * 1024;
/** Characters of a header that are looked at. */
const HEADER_CHARACTERS = 300;
const META = /<meta\b[^>]{0,500}?\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{1,40})/i;
const HEADER = /\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{1,40})/i;
const LANGUAGE = /<html\b[^>]{0,500}?\blang\s{0,9}=\s{0,9}["']?([a-z]{2})/i;
/** What pages of a language that say nothing are most likely written in; those that cannot fail last. */
const BY_LANGUAGE: Readonly<Record<string, readonly string[]>> = {
  ja: ['shift_jis', 'euc-jp'],
  ko: ['euc-kr'],
  zh: ['gb18030', 'big5'],
  ru: ['windows-1251'],
  uk: ['windows-1251'],
  bg: ['windows-1251'],
  el: ['windows-1253'],
  he: ['windows-1255'],
  ar: ['windows-1256'],
  fa: ['windows-1256'],
  pl: ['windows-1250'],
  cs: ['windows-1250'],
  hu: ['windows-1250'],
  tr: ['windows-1254'],
  th: ['windows-874'],
};

/** The text in an encoding; undefined when it is none that is known, or the bytes are not of it. The end may be cut. */
const decodeAs = (label: string | undefined, bytes: Uint8Array): string | undefined => {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
};

/** UTF-16 without a mark: every other byte of what is written in ASCII is zero. */
const wideIn = (head: string): string | undefined => {
  if (/^(?:[\s<!\w]\0){5}/.test(head)) return 'utf-16le';
  return /^(?:\0[\s<!\w]){5}/.test(head) ? 'utf-16be' : undefined;
};

const markOf = (bytes: Uint8Array): string | undefined => {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
};

/**
 * A page as text. Its mark decides; then whether it is UTF-8, which nothing else looks like by chance; then its header,
 * its own word and its language, as far as the bytes agree.
 */
export const decodePage = (bytes: Uint8Array, contentType: string): string => {
  const head = Buffer.from(bytes.subarray(0, HEAD)).toString('latin1');
  const said = [HEADER.exec(contentType.slice(0, HEADER_CHARACTERS))?.[1], META.exec(head)?.[1]];
  const language = LANGUAGE.exec(head)?.[1]?.toLowerCase() ?? '';
  // Written with seven bits, it is UTF-8 too, and needs its own word.
  const isSevenBits = head.includes('\u{1B}$') || head.includes('\u{1B}(');
  const labels = [
    markOf(bytes),
    wideIn(head),
    isSevenBits ? undefined : 'utf-8',
    ...said.filter((label) => label !== 'x-user-defined'),
    ...(BY_LANGUAGE[language] ?? []),
    'windows-1252',
  ];
  for (const label of labels) {
    const text = decodeAs(label, bytes);
    if (text !== undefined) return text;
  }
  return Buffer.from(bytes).toString('latin1');
};
