import type * as Y from 'yjs';
import { LIMITS } from '../../../shared/protocol/limits.ts';

/** More than fit on one page of the picker. */
const MOST = 40;
const EMOJI_PREFIX = 'emoji/';

const encoder = new TextEncoder();
export const isEmojiKey = (emoji: string): boolean =>
  emoji !== '' && encoder.encode(emoji).byteLength <= LIMITS.reactionBytes;

const used = (preferences: Y.Map<unknown>): (readonly [emoji: string, at: number])[] => {
  const all: (readonly [string, number])[] = [];
  for (const [key, at] of preferences.entries())
    if (key.startsWith(EMOJI_PREFIX) && typeof at === 'number') all.push([key.slice(EMOJI_PREFIX.length), at]);
  return all.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
};

/** The latest used first. */
export const readRecentEmoji = (preferences: Y.Map<unknown>): readonly string[] =>
  used(preferences)
    .slice(0, MOST)
    .map(([emoji]) => emoji);

/** @param now ms since 1970 */
export const writeUsedEmoji = (preferences: Y.Map<unknown>, emoji: string, now: number): void => {
  const known = preferences.get(EMOJI_PREFIX + emoji);
  preferences.set(EMOJI_PREFIX + emoji, Math.max(now, typeof known === 'number' ? known : 0));
  for (const [old] of used(preferences).slice(MOST)) preferences.delete(EMOJI_PREFIX + old);
};
