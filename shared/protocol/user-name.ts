/** A name to sign in with and to be found by: 3–30 letters, digits, `.`, `_` or `-`, the first a letter or digit. */
const USER_NAME = /^[a-z0-9][a-z0-9._-]{2,29}$/;

/**
 * As it is kept, in lower case; undefined when it cannot be one. Only A to Z are made small: letters of other scripts
 * that look alike, or become alike in lower case, are no letters here.
 */
export const parseUserName = (text: string): string | undefined => {
  const name = text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return USER_NAME.test(name) ? name : undefined;
};
