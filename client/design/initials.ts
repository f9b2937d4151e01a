const TINTS = 8;

/** One or two letters for a name: of its first and its last word; whole graphemes, so that emoji and marks stay whole. */
export const initials = (name: string): string => {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const letters = picked.map((word) => {
    for (const { segment } of segmenter.segment(word ?? '')) return segment.toLocaleUpperCase();
    return '';
  });
  return letters.join('') || '?';
};

/** Which of the avatar's colours; the same for the same seed, everywhere. */
export const tintOf = (seed: string | number): number => {
  let hash = 7;
  for (const char of String(seed)) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return hash % TINTS;
};
