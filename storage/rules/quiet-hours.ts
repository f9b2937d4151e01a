/** Minutes since midnight where a device is. */
const minuteIn = (zone: string, at: number): number => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: 'hour' | 'minute'): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
};

export const isZone = (zone: string): boolean => {
  try {
    minuteIn(zone, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Whether a time lies in the hours of do-not-disturb at a device: from the first minute until before the last, over
 * midnight too. A zone that is none counts as no hours.
 */
export const isQuietIn = (
  zone: string,
  quiet: { readonly from: number; readonly to: number } | undefined,
  at: number,
): boolean => {
  if (quiet === undefined || !isZone(zone)) return false;
  const { from, to } = quiet;
  const minute = minuteIn(zone, at);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
};
