const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Whether each word looked for begins a word of the name; accents and case do not count. */
export const matches = (name: string, query: string): boolean => {
  const words = plain(name).split(/\s+/u);
  return plain(query)
    .split(/\s+/u)
    .filter((part) => part !== '')
    .every((part) => words.some((word) => word.startsWith(part)));
};
