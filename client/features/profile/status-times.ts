/** How long a status can hold. */
export const STATUS_TIMES = ['30m', '2h', 'today', 'week', 'always'] as const;
export type StatusTime = (typeof STATUS_TIMES)[number];

const MINUTE = 60_000;

/** When it ends, ms since 1970; undefined: never. Days and weeks end where the person is. */
export const endOf = (time: StatusTime, now: number): number | undefined => {
  const midnight = new Date(now);
  midnight.setHours(24, 0, 0, 0);
  switch (time) {
    case '30m':
      return now + 30 * MINUTE;
    case '2h':
      return now + 120 * MINUTE;
    case 'today':
      return midnight.getTime();
    case 'week': {
      // To the end of Sunday.
      const daysLeft = (7 - new Date(now).getDay()) % 7;
      midnight.setDate(midnight.getDate() + daysLeft);
      return midnight.getTime();
    }
    case 'always':
      return undefined;
  }
};
