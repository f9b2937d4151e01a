import { arePreferences, writePreferences } from '../account/account-preferences.ts';
import { arrange } from '../account/arrange.ts';
import { hideMessage, starMessage } from '../account/mark-messages.ts';
import { isEmojiKey, writeUsedEmoji } from '../account/recent-emoji.ts';
import { unsentList } from '../unsent-list.ts';
import { done, type Handlers, type WritingNeed } from './handler.ts';

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
  | 'adoptDraft',
  WritingNeed | 'account' | 'connectivity' | 'ownData' | 'privacy' | 'starred' | 'unsent'
> = {
  exportData: async (deps) => ({ ok: true, value: { file: (await deps.ownData.make()) ?? null } }),
  cancelExport: async (deps) => {
    deps.ownData.cancel();
    return done(undefined);
  },
  unsent: async (deps) => ({
    ok: true,
    value: { items: await unsentList(deps), count: deps.unsent() },
  }),
  hide: async (deps, place) => done(await hideMessage(deps, place, place.on)),
  star: async (deps, place) => done(await starMessage(deps, place, place.on)),
  starred: async (deps) => ({ ok: true, value: { messages: await deps.starred.list() } }),
  arrange: async (deps, { conversationId, ...wished }) => {
    if (deps.directory.get(conversationId) === undefined) return done('unknown');
    return done((await arrange(deps, conversationId, wished)) ? undefined : 'failed');
  },
  setPreferences: async (deps, wished) => {
    if (!arePreferences(wished)) return done('unknown');
    const { readReceipts, lastSeen } = wished;
    const kept =
      (readReceipts === undefined && lastSeen === undefined) || (await deps.privacy.change({ readReceipts, lastSeen }));
    const written = await deps.account.write((doc) => writePreferences(doc.getMap('preferences'), wished));
    return done(kept && written ? undefined : 'failed');
  },
  usedEmoji: async (deps, { emoji }) => {
    if (!isEmojiKey(emoji)) return done('unknown');
    const { account, clock } = deps;
    const written = await account.write((doc) =>
      writeUsedEmoji(doc.getMap('preferences'), emoji, Math.max(0, clock.now())),
    );
    return done(written ? undefined : 'failed');
  },
  saveDraft: async ({ account }, { conversationId, text, target, durably }) => {
    await account.drafts.save(conversationId, text, target);
    return done(durably !== true || (await account.settle()) ? undefined : 'failed');
  },
  saveThreadDraft: async ({ account }, { conversationId, thread, text, durably }) => {
    await account.drafts.saveThread(conversationId, thread, text);
    return done(durably !== true || (await account.settle()) ? undefined : 'failed');
  },
  adoptDraft: async (deps, input) => done(await (await import('../account/adopt-draft.ts')).adoptDraft(deps, input)),
};
