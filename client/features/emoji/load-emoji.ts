import { type EmojiSet, makeEmojiSet } from './emoji-set.ts';

let loaded: Promise<EmojiSet> | undefined;

/** All emoji with their names, as a part of the app of its own, so that nobody waits for it who picks none. */
export const loadEmoji = (): Promise<EmojiSet> => {
  loaded ??= Promise.all([import('emojibase-data/en/compact.json'), import('emojibase-data/en/messages.json')]).then(
    ([source, names]) => makeEmojiSet(source.default, names.default),
  );
  // What failed for want of a connection may work later.
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
};
