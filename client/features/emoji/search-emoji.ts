import { fold } from '../../../shared/text/fold.ts';
import type { Emoji, EmojiGroup } from './emoji-set.ts';

/** Nobody looks further than this: the best matches come first. */
const MOST = 120;

const NEVER = Number.POSITIVE_INFINITY;

/** How well one word looked for fits, 0 being best. */
const rank = (word: string, emoji: Emoji): number => {
  const label = fold(emoji.label);
  if (label === word) return 0;
  if (emoji.tags.includes(word)) return 1;
  const words = label.split(/[\s:,()-]+/u);
  if (words.includes(word)) return 2;
  if (label.startsWith(word)) return 3;
  if (words.some((each) => each.startsWith(word))) return 4;
  return emoji.tags.some((tag) => fold(tag).startsWith(word)) ? 5 : NEVER;
};

/** Emoji that have each word looked for in their name or among the other words for them, the best first. */
export const searchEmoji = (groups: readonly EmojiGroup[], query: string): readonly Emoji[] => {
  const words = fold(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
  const whole = words.join(' ');
  if (whole === '') return [];
  const found: { readonly emoji: Emoji; readonly rank: number }[] = [];
  for (const { emoji: all } of groups)
    for (const emoji of all) {
      // An emoji put into the field finds itself.
      const sum = [emoji.text, ...emoji.tones].includes(query.trim())
        ? -1
        : Math.min(
            rank(whole, emoji),
            words.reduce((total, word) => total + rank(word, emoji), 0),
          );
      if (sum < NEVER) found.push({ emoji, rank: sum });
    }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ emoji }) => emoji);
};
