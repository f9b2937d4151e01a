/** Names as a search compares them: compatible forms and letter cases are one. */
export const foldName = (name: string): string => name.normalize('NFKC').toLowerCase();

/** As the pattern of a `like` whose escape is a backslash. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Folded texts that contain the query. */
export const containsPattern = (query: string): string => `%${literal(foldName(query))}%`;

/** A search finds people by part of their name, the beginning of their username, or their complete e-mail address. */
export const peopleSearch = (query: string) => ({
  name: containsPattern(query),
  username: `${literal(query.toLowerCase())}%`,
  // A partial match would let a search discover every address letter by letter.
  email: query.toLowerCase(),
});
