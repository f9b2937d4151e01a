const DAY = 86_400_000;

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
/** Days of the calendar between two times; not their distance in hours. */
const daysBetween = (at: number, now: number): number => Math.round((startOfDay(now) - startOfDay(at)) / DAY);

const made = new Map<string, Intl.DateTimeFormat>();
const formatOf = (locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${locale} ${name}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, options);
  made.set(key, format);
  return format;
};

export interface Words {
  readonly today: string;
  readonly yesterday: string;
}

/** 14:32 — in the way of the place the device is set to. */
export const formatTime = (at: number, locale: string): string =>
  formatOf(locale, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** The day above its messages: "Today", "Saturday 31 October"; with the year when it is another one. */
export const formatDay = (at: number, now: number, locale: string, words: Words): string => {
  const days = daysBetween(at, now);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatOf(locale, sameYear ? 'day' : 'day-year', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
};

/** As short as a list can bear: 14:32 today, Tue within a week, 31 Oct in this year, 31/10/2024 before. */
export const formatShort = (at: number, now: number, locale: string): string => {
  const days = daysBetween(at, now);
  if (days <= 0) return formatTime(at, locale);
  if (days < 7) return formatOf(locale, 'weekday', { weekday: 'short' }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return sameYear
    ? formatOf(locale, 'short', { day: 'numeric', month: 'short' }).format(at)
    : formatOf(locale, 'short-year', { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);
};

/** Inside a sentence: "14:32", "yesterday 14:32", "Tuesday 14:32", "31 October", "31 October 2024". */
export const formatInside = (at: number, now: number, locale: string, words: Words): string => {
  const days = daysBetween(at, now);
  const time = formatTime(at, locale);
  if (days <= 0) return time;
  if (days === 1) return `${words.yesterday.toLocaleLowerCase(locale)} ${time}`;
  if (days < 7) return `${formatOf(locale, 'weekday-long', { weekday: 'long' }).format(at)} ${time}`;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatOf(locale, sameYear ? 'inside' : 'inside-year', {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
};

/** A moment by itself, to the minute: "today 14:32", "yesterday 14:32", "Tuesday 14:32", "31 October 14:32". */
export const formatMoment = (at: number, now: number, locale: string, words: Words): string => {
  const days = daysBetween(at, now);
  const inside = formatInside(at, now, locale, words);
  if (days === 0) return `${words.today.toLocaleLowerCase(locale)} ${inside}`;
  if (days > 0 && days < 7) return inside;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const day = formatOf(locale, sameYear ? 'inside' : 'inside-year', {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
  return `${day} ${formatTime(at, locale)}`;
};
