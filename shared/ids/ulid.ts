import type { Brand } from './account.ts';

/** ULID, made on the client: 48 bits of milliseconds, 80 random bits, Crockford base 32. */
export type MessageId = Brand<string, 'MessageId'>;
export type EditId = Brand<string, 'EditId'>;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** In [0, 1), from the runtime's own source: ids must not meet those of other devices. */
export const random = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

/** @param now ms since 1970 @param random a number in [0, 1) */
export const makeUlid = (now: number, random: () => number): string => {
  let time = '';
  for (let rest = Math.max(0, Math.floor(now)), i = 0; i < 10; i++) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  for (let i = 0; i < 16; i++) tail += ALPHABET[Math.floor(random() * 32)];
  return time + tail;
};

export const makeMessageId = (now: number, random: () => number): MessageId => makeUlid(now, random) as MessageId;
export const makeEditId = (now: number, random: () => number): EditId => makeUlid(now, random) as EditId;
export const parseMessageId = (text: string): MessageId | undefined =>
  ULID.test(text) ? (text as MessageId) : undefined;
export const parseEditId = (text: string): EditId | undefined => (ULID.test(text) ? (text as EditId) : undefined);

/** The time an id names, ms since 1970, by its maker's clock. */
export const timeOfUlid = (id: MessageId | EditId): number => {
  let time = 0;
  for (let i = 0; i < 10; i++) time = time * 32 + ALPHABET.indexOf(id.charAt(i));
  return time;
};
