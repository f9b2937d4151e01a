import { keepOnly, loadKept } from '../../i18n/load-kept.ts';

/** By path: what emojibase knows of emoji in the languages of the app; it has no Arabic, Hebrew, Persian or Turkish. */
const FILES: Readonly<Record<string, string>> = import.meta.glob<string>(
  '../../../node_modules/emojibase-data/{de,es,fr,hi,it,ja,pl,pt,ru,zh}/{compact,messages}.json',
  { query: '?url&no-inline', import: 'default', eager: true },
);

/** Names of emoji in a language; undefined: there are none. */
export const emojiIn = async (language: string): Promise<readonly [source: unknown, names: unknown] | undefined> => {
  const [base = ''] = language.split('-');
  const urlOf = (file: string) =>
    Object.entries(FILES).find(([path]) => path.endsWith(`/emojibase-data/${base}/${file}.json`))?.[1];
  const [source, names] = [urlOf('compact'), urlOf('messages')];
  if (source === undefined || names === undefined) return undefined;
  const loaded = await Promise.all([loadKept('emoji', source), loadKept('emoji', names)]);
  void keepOnly('emoji', Object.values(FILES)).catch(() => undefined);
  return loaded;
};
