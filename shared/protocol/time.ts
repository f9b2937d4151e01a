import { LIMITS } from './limits.ts';

/** Whether a number can be shown as a date. Envelopes, pins, stamps and facts may hold any number. ms since 1970 */
export const isDate = (at: number): boolean => at >= 0 && at <= LIMITS.latestTime;

/** Whether a value is a time that anybody may name: whole ms since 1970, up to the end of the year 9999. */
export const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && isDate(value as number);
