const DAY = 24 * 60;
const two = (value: number): string => String(value).padStart(2, '0');

/** Minutes after midnight as a field of times writes them: 07:05. */
export const toClock = (minutes: number): string => `${two(Math.floor((minutes % DAY) / 60))}:${two(minutes % 60)}`;

/** undefined: no time of the day. */
export const toMinutes = (clock: string): number | undefined => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)/.exec(clock);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
};
