import type { Forms, Message } from './register.ts';

const PLURAL = /^(.+)_(zero|one|two|few|many|other)$/;

/** Messages of a file in i18next's JSON, version 4: plural forms stand under `key_one`, `key_other`. */
export const readTranslations = (file: unknown): Record<string, Message> => {
  const messages: Record<string, Message> = {};
  if (typeof file !== 'object' || file === null) return messages;
  for (const [key, text] of Object.entries(file)) {
    if (typeof text !== 'string') continue;
    const [, name, category] = PLURAL.exec(key) ?? [];
    if (name === undefined || category === undefined) messages[key] = text;
    else messages[name] = { ...((messages[name] ?? {}) as Forms), [category]: text };
  }
  return messages;
};

/** The same the other way round: what a file holds of a catalogue. */
export const writeTranslations = (messages: Readonly<Record<string, Message>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(messages).flatMap(([key, message]): [string, string][] =>
      typeof message === 'string'
        ? [[key, message]]
        : Object.entries(message).map(([category, text]): [string, string] => [`${key}_${category}`, text]),
    ),
  );
