import { t } from '../../words/t.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a message still stays; the largest unit of which there is more than one, rounded up. */
export const dueWords = (due: number, now: number): string => {
  const left = due - now;
  if (left > DAY) return t('content.due.days', { count: Math.ceil(left / DAY) });
  if (left > HOUR) return t('content.due.hours', { count: Math.ceil(left / HOUR) });
  return t('content.due.minutes', { count: Math.max(1, Math.ceil(left / MINUTE)) });
};
