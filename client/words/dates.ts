import { formatDay, formatInside, formatMoment, formatShort, formatTime } from './format.ts';
import { LOCALE, t } from './t.ts';

/** The order of day and month follows the device, as long as it speaks the catalogue's language. */
const DATES =
  typeof navigator === 'undefined' ? 'en-GB' : (navigator.languages.find((tag) => tag.startsWith(LOCALE)) ?? 'en-GB');
const WORDS = { today: t('timeline.today'), yesterday: t('timeline.yesterday') };

export const timeOf = (at: number): string => formatTime(at, DATES);
export const dayOf = (at: number, now: number): string => formatDay(at, now, DATES, WORDS);
export const shortOf = (at: number, now: number): string => formatShort(at, now, DATES);
export const insideOf = (at: number, now: number): string => formatInside(at, now, DATES, WORDS);
/** A moment by itself: "today 14:32", "yesterday 14:32", "Tuesday 14:32", "31 October 14:32". */
export const momentOf = (at: number, now: number): string => formatMoment(at, now, DATES, WORDS);
