import type * as Y from 'yjs';
import type { Commands } from '../../channel/commands.ts';
import { asQuiet, asTime, isWithin, SKIN_TONES } from './account-preferences.ts';
import { isEmojiKey } from './recent-emoji.ts';

type Wished = Pick<
  Commands['setPreferences']['in'],
  'sound' | 'quiet' | 'pausedUntil' | 'skinTone' | 'favourite' | 'linkPreviews'
>;

/** Whether every field is one that can be kept. */
export const arePreferences = ({ quiet, pausedUntil = 0, skinTone, favourite }: Wished): boolean =>
  asTime(pausedUntil) === pausedUntil &&
  (quiet === undefined || quiet === null || asQuiet([quiet.from, quiet.to]) !== undefined) &&
  (skinTone === undefined || isWithin(skinTone, SKIN_TONES)) &&
  (favourite === undefined || isEmojiKey(favourite));

/**
 * Writes what is wished and leaves the rest: one key for each, so that devices that change different ones keep both.
 * @param pausedUntil by the server's clock
 */
export const writePreferences = (
  preferences: Y.Map<unknown>,
  { sound, quiet, skinTone, favourite, linkPreviews }: Wished,
  pausedUntil: number | undefined,
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
