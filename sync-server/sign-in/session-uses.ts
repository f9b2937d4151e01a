/** ms. How exact "last used" is: a write for each request would be too dear. */
const EXACT_MS = 5 * 60_000;
/** Sessions remembered at most; the oldest is forgotten first, which costs one write more. */
const REMEMBERED = 5_000;

/** When sessions were last used, told at most every few minutes. */
export const createSessionUses = (
  save: (sessionId: string, at: Date) => Promise<unknown>,
  { now, monotonic }: { readonly now: () => number; readonly monotonic: () => number },
) => {
  const noted = new Map<string, number>();
  return (sessionId: string): void => {
    const at = monotonic();
    if (at - (noted.get(sessionId) ?? Number.NEGATIVE_INFINITY) < EXACT_MS) return;
    noted.delete(sessionId);
    noted.set(sessionId, at);
    if (noted.size > REMEMBERED) {
      const oldest = noted.keys().next();
      if (!oldest.done) noted.delete(oldest.value);
    }
    // It is a courtesy: what is not written now is written later.
    save(sessionId, new Date(now())).catch(() => noted.delete(sessionId));
  };
};
