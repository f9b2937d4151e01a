import type * as Y from 'yjs';
import type { Preferences } from '../../channel/projections.ts';
import { isEmojiKey, readRecentEmoji } from './recent-emoji.ts';

/** Preferences of the app that stand in the account document; what others may know is a fact of the server's. */
export type AccountPreferences = Omit<Preferences, 'readReceipts' | 'lastSeen'>;

export const NO_PREFERENCES: AccountPreferences = {
  sound: false,
  quiet: undefined,
  pausedUntil: 0,
  skinTone: 0,
  favourite: undefined,
  recentEmoji: [],
  linkPreviews: true,
};

const MINUTES = 24 * 60;
export const SKIN_TONES = 5;
export const isWithin = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;

export const asQuiet = (value: unknown): Preferences['quiet'] => {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [from, to]: unknown[] = value;
  return isWithin(from, MINUTES) && isWithin(to, MINUTES) ? { from, to } : undefined;
};

/** ms since 1970 */
export const asTime = (value: unknown): number => (isWithin(value, Number.MAX_SAFE_INTEGER) ? value : 0);

export const readPreferences = (preferences: Y.Map<unknown>): AccountPreferences => {
  const skin = preferences.get('skin');
  const favourite = preferences.get('favourite');
  return {
    sound: preferences.get('sound') === true,
    quiet: asQuiet(preferences.get('quiet')),
    pausedUntil: asTime(preferences.get('pause')),
    skinTone: isWithin(skin, SKIN_TONES) ? skin : 0,
    favourite: typeof favourite === 'string' && isEmojiKey(favourite) ? favourite : undefined,
    recentEmoji: readRecentEmoji(preferences),
    linkPreviews: preferences.get('links') !== false,
  };
};
