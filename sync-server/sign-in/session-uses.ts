/** ms. How exact "last used" is: a write for each request would be too dear. */
const EXACT_MS = 5 * 60_000;
/** Sessions remembered at most; the oldest is forgotten first, which costs one write more. */
const REMEMBERED = 5_000;

/** When sessions were last used, told at most every few minutes. @param now ms since 1970 */
export const createSessionUses = (save: (sessionId: string, at: Date) => Promise<unknown>, now: () => number) => {
  const noted = new Map<string, number>();
  return (sessionId: string): void => {
    const at = now();
    if (at - (noted.get(sessionId) ?? 0) < EXACT_MS) return;
    noted.delete(sessionId);
    noted.set(sessionId, at);
    if (noted.size > REMEMBERED) {
      const oldest = noted.keys().next();
      if (!oldest.done) noted.delete(oldest.value);
    }
    // It is a courtesy: what is not written now is written later.
    save(sessionId, new Date(at)).catch(() => noted.delete(sessionId));
  };
};
