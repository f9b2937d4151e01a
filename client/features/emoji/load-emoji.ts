import { spokenLanguage } from '../../i18n/t.ts';
import { type EmojiSet, makeEmojiSet } from './emoji-set.ts';

const loaded = new Map<string, Promise<EmojiSet>>();

const inEnglish = async (): Promise<EmojiSet> => {
  const [source, names] = await Promise.all([
    import('emojibase-data/en/compact.json'),
    import('emojibase-data/en/messages.json'),
  ]);
  return makeEmojiSet(source.default, names.default);
};

/** In English, which is on the device with the app, where another language has none or cannot be loaded now. */
const load = async (language: string): Promise<EmojiSet> => {
  if (language === 'en') return inEnglish();
  const { emojiIn } = await import('./emoji-files.ts');
  const found = await emojiIn(language).catch(() => undefined);
  if (found === undefined) return inEnglish();
  const [source, names] = found;
  return makeEmojiSet(
    source as Parameters<typeof makeEmojiSet>[0],
    names as Parameters<typeof makeEmojiSet>[1],
    language,
  );
};

/** All emoji with their names in the app's language, as files of their own: people who pick none do not wait for them. */
export const loadEmoji = (): Promise<EmojiSet> => {
  const language = spokenLanguage();
  const loading = loaded.get(language) ?? load(language);
  loaded.set(language, loading);
  // A load that failed without a connection is tried again the next time.
  loading.catch(() => loaded.delete(language));
  return loading;
};
