import type * as Y from 'yjs';
import type { Commands } from '../../channel/commands.ts';
import type { Preferences } from '../../channel/projections.ts';
import { readRecentEmoji } from './recent-emoji.ts';

/** Preferences of the app that stand in the account document; what others may know is a fact of the server's. */
export type AccountPreferences = Omit<Preferences, 'readReceipts' | 'lastSeen'>;

export const NO_PREFERENCES: AccountPreferences = { sound: false, quiet: undefined, skinTone: 0, recentEmoji: [] };

const MINUTES = 24 * 60;
const SKIN_TONES = 5;
const isWithin = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;

const asQuiet = (value: unknown): Preferences['quiet'] => {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [from, to]: unknown[] = value;
  return isWithin(from, MINUTES) && isWithin(to, MINUTES) ? { from, to } : undefined;
};

export const readPreferences = (preferences: Y.Map<unknown>): AccountPreferences => {
  const skin = preferences.get('skin');
  return {
    sound: preferences.get('sound') === true,
    quiet: asQuiet(preferences.get('quiet')),
    skinTone: isWithin(skin, SKIN_TONES) ? skin : 0,
    recentEmoji: readRecentEmoji(preferences),
  };
};

type Wished = Pick<Commands['setPreferences']['in'], 'sound' | 'quiet' | 'skinTone'>;

/** Whether every field is one that can be kept. */
export const arePreferences = ({ quiet, skinTone }: Wished): boolean =>
  (quiet === undefined || quiet === null || asQuiet([quiet.from, quiet.to]) !== undefined) &&
  (skinTone === undefined || isWithin(skinTone, SKIN_TONES));

/** Writes what is wished and leaves the rest: one key for each, so that devices that change different ones keep both. */
export const writePreferences = (preferences: Y.Map<unknown>, { sound, quiet, skinTone }: Wished): void => {
  if (sound !== undefined) preferences.set('sound', sound);
  if (quiet === null) preferences.delete('quiet');
  else if (quiet !== undefined) preferences.set('quiet', [quiet.from, quiet.to]);
  if (skinTone !== undefined) preferences.set('skin', skinTone);
};
