import { type AccountNumber, LAST_ACCOUNT_NUMBER } from './account.ts';

/** Yjs client ids belong to accounts by arithmetic: `number × 2^22 + 22 random bits`. */
const CLIENT_ID_BITS = 22;
const SPAN = 2 ** CLIENT_ID_BITS;

/**
 * A new client id of the account. Take a new one at each start of a replica: a reused id after an unsaved
 * write loses messages while state vectors are equal.
 * @param random a number in [0, 1), as `Math.random` gives.
 */
export const makeClientId = (owner: AccountNumber, random: () => number): number =>
  owner * SPAN + Math.floor(random() * SPAN);

/** The number of the account that owns a client id; 0 when no account can. */
export const ownerOf = (clientId: number): number => {
  const owner = Math.floor(clientId / SPAN);
  return owner >= 1 && owner <= LAST_ACCOUNT_NUMBER ? owner : 0;
};
