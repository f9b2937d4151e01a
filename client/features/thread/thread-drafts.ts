/** Drafts of threads stay with their tab: the account document keeps one for a conversation, not for each thread in it. */
const PREFIX = 'thread-draft/';

export const readThreadDraft = (key: string): string => {
  try {
    return sessionStorage.getItem(PREFIX + key) ?? '';
  } catch {
    return '';
  }
};

export const writeThreadDraft = (key: string, text: string): void => {
  try {
    if (text === '') sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, text);
  } catch {
    // A browser that keeps nothing for the tab: the text is still in the field.
  }
};
