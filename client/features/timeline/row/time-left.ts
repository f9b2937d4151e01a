import { t } from '../../../i18n/t.ts';
import '../messages.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long a message will still be there, in the largest whole unit; rounded up, so that it never says none.
 * @param now moves once a minute: what it may lag behind is no further day
 */
export const timeLeft = (due: number, now: number): string => {
  const left = Math.max(MINUTE, due - now - MINUTE);
  if (left > DAY) return t('message.due.days', { count: Math.ceil(left / DAY) });
  if (left > HOUR) return t('message.due.hours', { count: Math.ceil(left / HOUR) });
  return t('message.due.minutes', { count: Math.ceil(left / MINUTE) });
};
