import { fewMarks } from '../../../../shared/text/few-marks.ts';
import { withoutHidden } from '../../../../shared/text/hidden-characters.ts';

/** Spaces so narrow that the text on both sides reads as one word. */
const NARROW = /[\u{2006}\u{2008}-\u{200A}\u{202F}\u{205F}\u{2800}]/gu;
/** Characters that look like a dot, a slash or a colon beside letters and that NFKC does not turn into one. */
const DOTS = /[\u{B7}\u{6D4}\u{701}\u{702}\u{2027}\u{2219}\u{22C5}\u{3002}\u{A4F8}\u{10A50}]/gu;
const SLASHES = /[\u{2044}\u{2215}\u{2571}\u{27CB}\u{29F8}\u{29FC}\u{2F03}]/gu;
const COLONS = /[\u{2D0}\u{2F8}\u{589}\u{5C3}\u{703}\u{704}\u{205A}\u{2236}\u{A789}]/gu;

/** A text as a person reads it at a glance. */
const asRead = (text: string): string =>
  fewMarks(withoutHidden(text.replaceAll(NARROW, ''), ''))
    .normalize('NFKC')
    .replaceAll(DOTS, '.')
    .replaceAll(SLASHES, '/')
    .replaceAll(COLONS, ':');

const LETTER = '[\\p{L}\\p{N}\\p{M}_-]';
/** More labels than this in front of a host do not change where it leads. */
const HOST = `(?:${LETTER}{1,63}\\.){1,8}(?:xn--[a-z0-9-]{1,59}|\\p{L}[\\p{L}\\p{M}]{1,62})|\\d{1,3}(?:\\.\\d{1,3}){3}`;
/**
 * With a scheme anything may be a host; without one it needs a dot and letters after the last dot. A path may follow.
 */
const NAMED = new RegExp(
  [
    '://+(?<withScheme>[^\\s/?#\\\\]+)(?:[/?#]\\S*)?',
    `(?<![\\p{L}\\p{N}._%+-])(?<mail>[\\p{L}\\p{N}._%+-]{1,64}@(?:${HOST}))`,
    `(?<!${LETTER})(?<bare>(?:${HOST})(?::\\d{1,5})?)(?!${LETTER})(?:[/?#]\\S*)?`,
  ].join('|'),
  'giu',
);
/** File extensions and program names that people mention: as often no address as one. */
const FILE =
  /\.(?:cc?|cpp|css|csv|docx?|exe|gif|go|h|html?|ini|java|jpe?g|js|json|jsx|kt|lock|log|md|mov|mp[34]|odt|pdf|php|pl|png|ppt|pptx|ps|py|rb|rs|sh|sql|svg|swift|tar|toml|tsx?|txt|vue|wasm|xlsx?|xml|ya?ml|zip)$/iu;
/** Closes what the surrounding sentence opened, or ends the sentence. */
const BEHIND = /[)\]}>'"”’».,;:!?…]+$/u;
const ONLY_ASCII = /^[ -~]*$/;

/**
 * What link text says about where a link leads. `hides`: elsewhere; `hints`: perhaps elsewhere; `shows`: nothing, or
 * the truth.
 */
export type Verdict = 'hides' | 'hints' | 'shows';

const hostOf = (authority: string): string | undefined => {
  // A username before the host looks like the host.
  if (authority.includes('@')) return undefined;
  const address = [authority, authority.replace(BEHIND, '')].find((one) => URL.canParse(`https://${one}`));
  return address === undefined ? undefined : new URL(`https://${address}`).host;
};
const withoutWww = (host: string): string => host.replace(/^www\./, '');

/** Where a web link leads, with the port, or who receives the mail. */
export const realHost = (href: string): string => {
  const url = new URL(href);
  return url.protocol === 'mailto:' ? url.pathname : url.host;
};

/** Compares each address in the link text with the address that is followed. */
export const judgeWords = (words: string, href: string): Verdict => {
  const read = asRead(words);
  const real = withoutWww(realHost(href)).toLowerCase();
  let verdict: Verdict = 'shows';
  for (const { groups } of read.matchAll(NAMED)) {
    const { withScheme, mail, bare = '' } = groups ?? {};
    const named = mail === undefined ? hostOf(withScheme ?? bare) : mail.toLowerCase();
    const host = named === undefined ? undefined : withoutWww(named);
    const isPartOf = host !== undefined && (real.endsWith(`.${host}`) || real.endsWith(`@${host}`));
    const isFile = withScheme === undefined && mail === undefined && !/^www\./iu.test(bare) && FILE.test(bare);
    if (host !== real && !isPartOf && !isFile) return 'hides';
    // Plain letters that name the host itself need no help.
    if (host !== real || !ONLY_ASCII.test(words)) verdict = 'hints';
  }
  return verdict;
};
