import type { Brand } from './brand.ts';

/** better-auth's user id: 1–64 letters, digits, `-` or `_`. */
export type UserId = Brand<string, 'UserId'>;
/** The small number of an account, from 1,024; it owns the Yjs client ids `number × 2^22 …`. */
export type AccountNumber = Brand<number, 'AccountNumber'>;

/** The number under which the server itself writes (stamps, events, sweeps). */
export const SERVER_NUMBER = 1 as AccountNumber;
const FIRST_ACCOUNT_NUMBER = 1024;
/** 2^53 / 2^22 − 1: the last number whose client ids are exact in a double. */
export const LAST_ACCOUNT_NUMBER = 2 ** 31 - 1;

const USER_ID = /^[A-Za-z0-9_-]{1,64}$/;

export const parseUserId = (text: string): UserId | undefined => (USER_ID.test(text) ? (text as UserId) : undefined);

export const parseAccountNumber = (value: number): AccountNumber | undefined =>
  Number.isInteger(value) && value >= FIRST_ACCOUNT_NUMBER && value <= LAST_ACCOUNT_NUMBER
    ? (value as AccountNumber)
    : undefined;
