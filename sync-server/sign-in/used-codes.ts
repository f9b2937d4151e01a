/** ms. Longer than an authenticator's code is good for: its half minute, and the ones before and after. */
export const CODE_GOOD_MS = 2 * 60_000;

/** Codes of authenticator apps that signed somebody in: each does so once, also for those who looked over a shoulder. */
export interface UsedCodes {
  /** Whether it may be tried: from now on nobody else may, until it is given back. */
  take(userId: string, code: string): Promise<boolean>;
  /** It was not right. */
  giveBack(userId: string, code: string): Promise<void>;
}

/** Kept in memory: a restart takes about as long as a code lives. @param monotonic ms, never set back */
export const createUsedCodes = (monotonic: () => number): UsedCodes => {
  const used = new Map<string, number>();
  const keyOf = (userId: string, code: string): string => `${userId} ${code.replaceAll(/\D/g, '')}`;
  return {
    async take(userId, code) {
      // In order of use, so that the old ones come first.
      for (const [key, at] of used) {
        if (monotonic() - at < CODE_GOOD_MS) break;
        used.delete(key);
      }
      const key = keyOf(userId, code);
      if (used.has(key)) return false;
      used.set(key, monotonic());
      return true;
    },
    async giveBack(userId, code) {
      used.delete(keyOf(userId, code));
    },
  };
};
