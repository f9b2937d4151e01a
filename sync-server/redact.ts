const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;
const EMAIL = /[^\s@<>()]+@[^\s@<>()]+/g;
/** Session tokens, secrets and the like: long runs without a space. Names of files and functions are shorter or have dots. */
const LONG = /[A-Za-z0-9_+/=-]{25,}/g;

/**
 * Takes out of a text whatever people may have written or must keep secret: quoted spans (JSON errors quote their
 * input), e-mail addresses, tokens. For words of libraries that are not ours to choose.
 */
export const redact = (text: string): string =>
  text.slice(0, 500).replace(EMAIL, '…').replace(QUOTED, '"…"').replace(LONG, '…');
