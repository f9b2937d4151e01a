const KEY = 'skerry.join';

/** Keeps the token of a link for the way through signing in, in this tab only. */
export const keepJoin = (token: string): void => sessionStorage.setItem(KEY, token);

/** The token kept, once. */
export const takeJoin = (): string | undefined => {
  const token = sessionStorage.getItem(KEY) ?? undefined;
  sessionStorage.removeItem(KEY);
  return token;
};
