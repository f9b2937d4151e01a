import type * as Y from 'yjs';
import type { Commands } from '../../channel/commands.ts';
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
const SKIN_TONES = 5;
const isWithin = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;

const asQuiet = (value: unknown): Preferences['quiet'] => {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [from, to]: unknown[] = value;
  return isWithin(from, MINUTES) && isWithin(to, MINUTES) ? { from, to } : undefined;
};

/** ms since 1970 */
const asTime = (value: unknown): number => (isWithin(value, Number.MAX_SAFE_INTEGER) ? value : 0);

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

type Wished = Omit<Commands['setPreferences']['in'], 'readReceipts' | 'lastSeen'>;

/** Whether every field is one that can be kept. */
export const arePreferences = ({ quiet, pausedUntil = 0, skinTone, favourite }: Wished): boolean =>
  asTime(pausedUntil) === pausedUntil &&
  (quiet === undefined || quiet === null || asQuiet([quiet.from, quiet.to]) !== undefined) &&
  (skinTone === undefined || isWithin(skinTone, SKIN_TONES)) &&
  (favourite === undefined || isEmojiKey(favourite));

/** Writes what is wished and leaves the rest: one key for each, so that devices that change different ones keep both. */
export const writePreferences = (
  preferences: Y.Map<unknown>,
  { sound, quiet, pausedUntil, skinTone, favourite, linkPreviews }: Wished,
): void => {
  if (sound !== undefined) preferences.set('sound', sound);
  if (quiet === null) preferences.delete('quiet');
  else if (quiet !== undefined) preferences.set('quiet', [quiet.from, quiet.to]);
  if (pausedUntil === 0) preferences.delete('pause');
  else if (pausedUntil !== undefined) preferences.set('pause', pausedUntil);
  if (skinTone !== undefined) preferences.set('skin', skinTone);
  if (favourite !== undefined) preferences.set('favourite', favourite);
  if (linkPreviews !== undefined) preferences.set('links', linkPreviews);
};
