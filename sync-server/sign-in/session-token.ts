const COOKIE = /(?:^|;\s*)(?:__Secure-)?skerry\.session_token=([^;]+)/;

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/**
 * The session token that a request carries, unchecked: by `Authorization: Bearer`, or in the cookie, there with its
 * signature behind a dot. Good for asking what became of a session, never for letting somebody in.
 */
export const sessionTokenOf = (headers: Headers): string | undefined => {
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  const [, cookie] = COOKIE.exec(headers.get('cookie') ?? '') ?? [];
  const text = bearer ?? cookie;
  const token = text === undefined ? undefined : decode(text)?.split('.')[0];
  return token === '' ? undefined : token;
};
