declare const brand: unique symbol;
/** A primitive that only its own `parse…` or `make…` function can produce. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

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

/** Webhooks have accounts of their own, known by their ids: sign-in gives people 32 letters and digits. */
const WEBHOOK_ID = /^hook-[A-Za-z0-9_-]{1,59}$/;
export const isWebhookId = (userId: string): boolean => WEBHOOK_ID.test(userId);
export const makeWebhookId = (random: string): UserId => `hook-${random}` as UserId;

export const parseAccountNumber = (value: number): AccountNumber | undefined =>
  Number.isInteger(value) && value >= FIRST_ACCOUNT_NUMBER && value <= LAST_ACCOUNT_NUMBER
    ? (value as AccountNumber)
    : undefined;

/** A name to sign in with and to be found by: 3–30 letters, digits, `.`, `_` or `-`, the first a letter or digit. */
const USER_NAME = /^[a-z0-9][a-z0-9._-]{2,29}$/;

/**
 * As it is kept, in lower case; undefined when it cannot be one. Only A to Z are made small: letters of other scripts
 * that look alike, or become alike in lower case, are no letters here.
 */
export const parseUserName = (text: string): string | undefined => {
  const name = text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return USER_NAME.test(name) ? name : undefined;
};
