import { type Key, keyOf } from '../../primitives/keys/key-of.ts';

export const isApple = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);

export interface KeyPress extends Key {
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const isLetter = (key: string): boolean => /^[a-z]$/i.test(key);

/** Whether a press is the one written as `Mod+Shift+U`, `Alt+ArrowUp`, `?`. `Mod` is ⌘ on Apple's keyboards, Ctrl elsewhere. */
export const matchesKeys = (keys: string, press: KeyPress, apple: boolean): boolean => {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const has = (name: string): boolean => parts.slice(0, -1).includes(name);
  const mod = apple ? press.metaKey : press.ctrlKey;
  const other = apple ? press.ctrlKey : press.metaKey;
  if (other || has('Mod') !== mod || has('Alt') !== press.altKey) return false;
  // Signs need Shift on some layouts and not on others: the sign is what counts.
  const isSign = key.length === 1 && !isLetter(key);
  if (!isSign && has('Shift') !== press.shiftKey) return false;
  // Some layouts write their numbers with Shift only.
  return (
    keyOf(press) === key ||
    (/^\d$/.test(key) && press.key.length === 1 && /^(?:Digit|Numpad)\d$/.test(press.code) && press.code.endsWith(key))
  );
};
