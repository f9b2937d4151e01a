/** Characters of a name; with its folder and a number it stays below what every system takes. */
const MOST = 60;

/** A name that every file system takes, and that leads nowhere; its script and its ending stay. */
export const safeName = (name: string, otherwise: string): string => {
  const safe = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N} ._-]+/gu, '_')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(safe)?.[0] ?? '';
  const stem = [...safe.slice(0, safe.length - ending.length)].slice(0, MOST).join('');
  // Dots and spaces at either end hide a file, or are cut off by some systems.
  const trimmed = `${stem.replaceAll(/^[. ]+|[. ]+$/g, '')}${ending}`;
  return /[\p{L}\p{N}]/u.test(trimmed) ? trimmed : otherwise;
};
