import { type EmojiSet, makeEmojiSet } from './emoji-set.ts';

let loaded: Promise<EmojiSet> | undefined;

/** All emoji with their names, as a file of its own, so that people who pick none do not wait for it. */
export const loadEmoji = (): Promise<EmojiSet> => {
  loaded ??= Promise.all([import('emojibase-data/en/compact.json'), import('emojibase-data/en/messages.json')]).then(
    ([source, names]) => makeEmojiSet(source.default, names.default),
  );
  // A load that failed without a connection is tried again the next time.
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
};
