import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const hash = (token: string): Buffer => createHash('sha256').update(token).digest();

export interface SetupLink {
  /**
   * The token to print, once; only its hash is kept, in memory: each start makes a new one and the old ones die. Of several
   * instances all have the same one, made from their secret.
   */
  readonly token: string;
  /** Takes the right token out of use while its holder is being made administrator; false for any other. */
  claim(token: string): boolean;
  /** The attempt failed (a taken address, a short password): the link works again. */
  release(): void;
}

/** @param shared the token of all instances; absent where there is one */
export const createSetupLink = (shared?: string): SetupLink => {
  const token = shared ?? randomBytes(24).toString('base64url');
  const expected = hash(token);
  let free = true;
  return {
    token,
    claim(given) {
      if (!free || !timingSafeEqual(hash(given), expected)) return false;
      free = false;
      return true;
    },
    release() {
      free = true;
    },
  };
};
