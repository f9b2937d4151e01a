import { arePreferences, writePreferences } from '../account/account-preferences.ts';
import { writeArrangement } from '../account/arrangement.ts';
import { hideMessage, starMessage } from '../account/mark-messages.ts';
import { isEmojiKey, writeUsedEmoji } from '../account/recent-emoji.ts';
import { unsentList } from '../unsent-list.ts';
import { done, type Handlers } from './handler.ts';

/** What follows one person across their devices. */
export const ACCOUNT_HANDLERS: Handlers<
  | 'exportData'
  | 'cancelExport'
  | 'unsent'
  | 'hide'
  | 'star'
  | 'starred'
  | 'arrange'
  | 'setPreferences'
  | 'usedEmoji'
  | 'saveDraft'
  | 'saveThreadDraft'
  | 'adoptDraft'
> = {
  exportData: async ({ signedIn }) => ({ ok: true, value: { file: (await signedIn.ownData.make()) ?? null } }),
  cancelExport: async ({ signedIn }) => {
    signedIn.ownData.cancel();
    return done(undefined);
  },
  unsent: async ({ signedIn }) => ({
    ok: true,
    value: { items: await unsentList(signedIn.commands), count: signedIn.unsent() },
  }),
  hide: async ({ signedIn }, place) => done(await hideMessage(signedIn.marking, place, place.on)),
  star: async ({ signedIn }, place) => done(await starMessage(signedIn.marking, place, place.on)),
  starred: async ({ signedIn }) => ({ ok: true, value: { messages: await signedIn.starred() } }),
  arrange: async ({ signedIn }, { conversationId, ...wished }) => {
    const { account, clock, directory } = signedIn.marking;
    const known = directory.get(conversationId);
    if (known === undefined) return done('unknown');
    const written = await account.write((doc) =>
      writeArrangement(doc.getMap('preferences'), conversationId, wished, Math.max(0, clock.now()), known.seq),
    );
    return done(written ? undefined : 'failed');
  },
  setPreferences: async ({ signedIn }, wished) => {
    if (!arePreferences(wished)) return done('unknown');
    const { readReceipts, lastSeen } = wished;
    const kept =
      (readReceipts === undefined && lastSeen === undefined) ||
      (await signedIn.privacy.change({ readReceipts, lastSeen }));
    const written = await signedIn.account.write((doc) => writePreferences(doc.getMap('preferences'), wished));
    return done(kept && written ? undefined : 'failed');
  },
  usedEmoji: async ({ signedIn }, { emoji }) => {
    if (!isEmojiKey(emoji)) return done('unknown');
    const { account, clock } = signedIn.marking;
    const written = await account.write((doc) =>
      writeUsedEmoji(doc.getMap('preferences'), emoji, Math.max(0, clock.now())),
    );
    return done(written ? undefined : 'failed');
  },
  saveDraft: async ({ signedIn: { account } }, { conversationId, text, target, durably }) => {
    await account.drafts.save(conversationId, text, target);
    return done(durably !== true || (await account.settle()) ? undefined : 'failed');
  },
  saveThreadDraft: async ({ signedIn: { account } }, { conversationId, thread, text, durably }) => {
    await account.drafts.saveThread(conversationId, thread, text);
    return done(durably !== true || (await account.settle()) ? undefined : 'failed');
  },
  adoptDraft: async ({ signedIn }, input) =>
    done(await (await import('../account/adopt-draft.ts')).adoptDraft(signedIn, input)),
};
