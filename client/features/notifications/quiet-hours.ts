import type { Preferences } from '../../channel/projections.ts';

/** Minutes since local midnight. */
const minuteOf = (at: number): number => {
  const date = new Date(at);
  return date.getHours() * 60 + date.getMinutes();
};

/** Whether a time lies in the hours of do-not-disturb: from the first minute until before the last, over midnight too. */
export const isQuiet = (quiet: Preferences['quiet'], at: number): boolean => {
  if (quiet === undefined) return false;
  const { from, to } = quiet;
  const minute = minuteOf(at);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
};
