import type { Commands } from '../../../channel/commands.ts';

/** Where a page that goes away leaves what the replica may not have on its disk: the one storage that is written at once. */
const PENDING_DRAFT = 'pending-draft/';

export type PendingDraft = Commands['adoptDraft']['in'];

/** @param name one record for each field, and each message on its way. Returns a function that forgets it. */
export const keepPending = (name: string, userId: string, draft: PendingDraft): (() => void) => {
  const key = PENDING_DRAFT + name;
  const value = JSON.stringify({ userId, draft });
  try {
    localStorage.setItem(key, value);
  } catch {
    // Full or forbidden: the replica gets the text all the same.
  }
  return () => {
    // A newer one stays.
    if (localStorage.getItem(key) === value) localStorage.removeItem(key);
  };
};

export const forgetPending = (name: string): void => localStorage.removeItem(PENDING_DRAFT + name);

export const pendingKeys = (): readonly string[] =>
  Object.keys(localStorage).filter((key) => key.startsWith(PENDING_DRAFT));
