import { done, type Handlers, missing } from './handler.ts';

/** What follows one person across their devices. */
export const ACCOUNT_HANDLERS: Handlers<
  'hide' | 'star' | 'starred' | 'arrange' | 'setPreferences' | 'usedEmoji' | 'saveDraft'
> = {
  hide: missing,
  star: missing,
  starred: missing,
  arrange: missing,
  setPreferences: missing,
  usedEmoji: missing,
  saveDraft: async ({ signedIn }, { conversationId, text }) => {
    await signedIn.saveDraft(conversationId, text);
    return done(undefined);
  },
};
