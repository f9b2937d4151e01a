/** A weekend is no absence worth a summary; longer is. ms */
export const ABSENT_AFTER = 2 * 86_400_000;

const HERE = 'skerry-here';
const AWAY = 'skerry-away';

/** When the absence began, if what lies between two looks is one. A clock that was set back makes none. ms since 1970 */
export const absenceSince = (lastHere: number, now: number): number | undefined =>
  lastHere > 0 && now - lastHere >= ABSENT_AFTER ? lastHere : undefined;

const read = (key: string): number => {
  const value = Number(localStorage.getItem(key));
  return Number.isSafeInteger(value) ? value : 0;
};

/** Notes that the person is here. Answers since when they had been away, until that is dismissed; signing out forgets it. */
export const noteHere = (now: number): number | undefined => {
  const since = absenceSince(read(HERE), now);
  try {
    localStorage.setItem(HERE, String(now));
    if (since !== undefined) localStorage.setItem(AWAY, String(since));
  } catch {
    // Full or forbidden: then the summary goes with this page.
    return since;
  }
  return read(AWAY) || undefined;
};

export const dismissAbsence = (): void => localStorage.removeItem(AWAY);
