import { LIMITS } from './limits.ts';

/** Whether a value is a time that anybody may name: whole ms since 1970, up to the end of the year 9999. */
export const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= LIMITS.latestTime;
