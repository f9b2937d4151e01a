/** What a press says of its key: what the layout writes, and where the key is. */
export interface Key {
  readonly key: string;
  readonly code: string;
}

/** Signs that another alphabet writes for one of ours. */
const SIGNS: Readonly<Record<string, string>> = { '؟': '?', '՞': '?' };

/**
 * The key that a shortcut names, whatever the layout writes: a letter in capitals, a sign, or a name like `Enter`. Where
 * the layout writes another alphabet, the place of the key counts (Cyrillic, Greek, Hebrew and Arabic keyboards have the
 * Latin letters printed on them); where it writes Latin, what it writes counts (AZERTY, Dvorak).
 */
export const keyOf = ({ key, code }: Key): string => {
  if (/^[\x21-\x7e]$/.test(key)) return key.toUpperCase();
  // Names of keys are Latin; one key of Arabic layouts writes two letters.
  if (key === ' ' || /^[\x21-\x7e]+$/.test(key)) return key;
  return SIGNS[key] ?? /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? key;
};

/** Whether a press writes a character, and so belongs into a field. */
export const isWritten = (event: Key & Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'getModifierState'>): boolean => {
  // The right Alt of many layouts is reported as Ctrl and Alt together.
  const isHeld = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
  return !isHeld && (event.key === 'Dead' || !/^[\x21-\x7e]{2,}$/.test(event.key));
};
