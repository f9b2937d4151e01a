const DAY = 86_400_000;

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
/** Days of the calendar between two times; not their distance in hours. */
const daysBetween = (at: number, now: number): number => Math.round((startOfDay(now) - startOfDay(at)) / DAY);

/** A formatter keeps the time zone in which it was made. */
const made = new Map<string, Intl.DateTimeFormat>();
let madeAt: number | undefined;
const formatOf = (locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const offset = new Date().getTimezoneOffset();
  if (offset !== madeAt) made.clear();
  madeAt = offset;
  const key = `${locale} ${name}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, options);
  made.set(key, format);
  return format;
};

/** The words of the app's language around what `Intl` formats. */
export interface DateWords {
  readonly today: string;
  readonly yesterday: string;
  readonly todayAt: (time: string) => string;
  readonly yesterdayAt: (time: string) => string;
  readonly dayAt: (day: string, time: string) => string;
}

/** 14:32 or 2:32 PM, by the region the device is set to. */
export const formatTime = (at: number, locale: string): string =>
  formatOf(locale, 'time', { timeStyle: 'short' }).format(at);

const isSameYear = (at: number, now: number): boolean => new Date(at).getFullYear() === new Date(now).getFullYear();

/** "31 October", and "31 October 2024" in another year. */
const formatDate = (at: number, now: number, locale: string): string =>
  isSameYear(at, now)
    ? formatOf(locale, 'date', { day: 'numeric', month: 'long' }).format(at)
    : formatOf(locale, 'date-year', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);

/** The day above its messages: "Today", "Saturday 31 October"; with the year when it is another one. */
export const formatDay = (at: number, now: number, locale: string, words: DateWords): string => {
  const days = daysBetween(at, now);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  const sameYear = isSameYear(at, now);
  return formatOf(locale, sameYear ? 'day' : 'day-year', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
};

/** "October 2024" */
export const formatMonth = (at: number, locale: string): string =>
  formatOf(locale, 'month', { month: 'long', year: 'numeric' }).format(at);

/** For lists, as short as possible: 14:32 today, Tue within a week, 31 Oct in this year, 31/10/2024 before. */
export const formatShort = (at: number, now: number, locale: string): string => {
  const days = daysBetween(at, now);
  if (days <= 0) return formatTime(at, locale);
  if (days < 7) return formatOf(locale, 'weekday', { weekday: 'short' }).format(at);
  return isSameYear(at, now)
    ? formatOf(locale, 'short', { day: 'numeric', month: 'short' }).format(at)
    : formatOf(locale, 'short-year', { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);
};

/** Inside a sentence: "14:32", "yesterday 14:32", "Tuesday 14:32", "31 October", "31 October 2024". */
export const formatInside = (at: number, now: number, locale: string, words: DateWords): string => {
  const days = daysBetween(at, now);
  const time = formatTime(at, locale);
  if (days <= 0) return time;
  if (days === 1) return words.yesterdayAt(time);
  if (days < 7) return words.dayAt(formatOf(locale, 'weekday-long', { weekday: 'long' }).format(at), time);
  return formatDate(at, now, locale);
};

/** A moment by itself, to the minute: "today 14:32", "yesterday 14:32", "Tuesday 14:32", "31 October 14:32". */
export const formatMoment = (at: number, now: number, locale: string, words: DateWords): string => {
  const days = daysBetween(at, now);
  const time = formatTime(at, locale);
  if (days === 0) return words.todayAt(time);
  if (days > 0 && days < 7) return formatInside(at, now, locale, words);
  return words.dayAt(formatDate(at, now, locale), time);
};

const lists = new Map<string, Intl.ListFormat>();
/** "Ana, Bo and Cem". */
export const formatList = (names: readonly string[], locale: string): string => {
  const format = lists.get(locale) ?? new Intl.ListFormat(locale);
  lists.set(locale, format);
  return format.format(names);
};
