import type { Language } from '../../shared/text/languages.ts';
import { keepOnly, loadKept } from './load-kept.ts';
import { readTranslations } from './read-translations.ts';
import type { Message } from './register.ts';

/** One file for each part of the app; those that the first view needs come first. */
const FIRST = ['start', 'chat'];

const FILES: Readonly<Record<string, string>> = import.meta.glob<string>(
  ['./languages/*/*.json', '!./languages/en/*.json'],
  {
    query: '?url&no-inline',
    import: 'default',
    eager: true,
  },
);

/**
 * Gives the messages of a language as they arrive. Resolves once the first view can be shown; the rest follows by itself.
 */
export const loadTranslations = async (
  language: Exclude<Language, 'en'>,
  give: (translations: { readonly language: string; readonly messages: Readonly<Record<string, Message>> }) => void,
): Promise<void> => {
  const messages: Record<string, Message> = {};
  const add = async (urls: readonly string[]): Promise<void> => {
    for (const one of await Promise.all(urls.map((url) => loadKept('languages', url))))
      Object.assign(messages, readTranslations(one));
    give({ language, messages: { ...messages } });
  };
  const files = Object.entries(FILES).filter(([path]) => path.startsWith(`./languages/${language}/`));
  const isFirst = ([path]: readonly [string, string]) => FIRST.some((part) => path.endsWith(`/${part}.json`));
  await add(files.filter(isFirst).map(([, url]) => url));
  void add(files.filter((file) => !isFirst(file)).map(([, url]) => url))
    .then(() => keepOnly('languages', Object.values(FILES)))
    .catch((error: unknown) => console.warn(error));
};
