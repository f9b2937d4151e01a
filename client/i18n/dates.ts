import './messages.ts';
import { isDate } from '../../shared/protocol/limits.ts';
import {
  type DateWords,
  formatDay,
  formatInside,
  formatList,
  formatMoment,
  formatMonth,
  formatShort,
  formatTime,
} from './format.ts';
import { spokenLanguage, t } from './t.ts';

/** The order of day and month, the clock and the digits follow the device, if its language is the app's. */
const dateLocale = (): string => {
  const language = spokenLanguage();
  const [base = language] = language.split('-');
  const own = typeof navigator === 'undefined' ? undefined : navigator.languages.find((tag) => tag.startsWith(base));
  return own ?? (language === 'en' ? 'en-GB' : language);
};
const dateWords = (): DateWords => ({
  today: t('date.today'),
  yesterday: t('date.yesterday'),
  todayAt: (time) => t('date.today.at', { time }),
  yesterdayAt: (time) => t('date.yesterday.at', { time }),
  dayAt: (day, time) => t('date.day.at', { day, time }),
});

/** For the attribute of a `time` element; undefined: no date, and no attribute. */
export const isoOf = (at: number): string | undefined => (isDate(at) ? new Date(at).toISOString() : undefined);

/** Only these format dates for the screen: any number in a document, an envelope or a fact becomes words. */
const orUnknown = (at: number, format: () => string): string => (isDate(at) ? format() : t('date.unknown'));

export const timeOf = (at: number): string => orUnknown(at, () => formatTime(at, dateLocale()));
export const dayOf = (at: number, now: number): string =>
  orUnknown(at, () => formatDay(at, now, dateLocale(), dateWords()));
export const monthOf = (at: number): string => orUnknown(at, () => formatMonth(at, dateLocale()));
export const shortOf = (at: number, now: number): string => orUnknown(at, () => formatShort(at, now, dateLocale()));
export const insideOf = (at: number, now: number): string =>
  orUnknown(at, () => formatInside(at, now, dateLocale(), dateWords()));
/** A moment by itself: "today 14:32", "yesterday 14:32", "Tuesday 14:32", "31 October 14:32". */
export const momentOf = (at: number, now: number): string =>
  orUnknown(at, () => formatMoment(at, now, dateLocale(), dateWords()));

/** Names in a sentence: "Ana, Bo and Cem". */
export const listOf = (names: readonly string[]): string => formatList(names, dateLocale());
