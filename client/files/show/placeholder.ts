import { thumbHashToDataURL } from 'thumbhash';

const known = new Map<string, string | undefined>();
/** A screen shows some dozens. */
const MOST = 500;

/** A blurred picture of at most 32 pixels, from the few bytes in a message; undefined when they are none. */
export const placeholderUrl = (hash: string): string | undefined => {
  if (known.has(hash)) return known.get(hash);
  if (known.size >= MOST) known.clear();
  let url: string | undefined;
  try {
    url = thumbHashToDataURL(Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0)));
  } catch {
    url = undefined;
  }
  known.set(hash, url);
  return url;
};
