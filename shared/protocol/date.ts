/** The end of the year 9999: nothing written by a clock that is only wrong lies behind it. ms since 1970 */
const LATEST = 253_402_300_799_999;

/** Whether a number can be shown as a date. Envelopes, pins, stamps and facts may hold any number. ms since 1970 */
export const isDate = (at: number): boolean => at >= 0 && at <= LATEST;
