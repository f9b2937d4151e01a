export const JOIN_KEY = 'skerry.join';

/** Keeps the token of a link for the way through signing in, in this tab only. */
export const keepJoin = (token: string): void => sessionStorage.setItem(JOIN_KEY, token);

/** The token kept, once. */
export const takeJoin = (): string | undefined => {
  const token = sessionStorage.getItem(JOIN_KEY) ?? undefined;
  sessionStorage.removeItem(JOIN_KEY);
  return token;
};
