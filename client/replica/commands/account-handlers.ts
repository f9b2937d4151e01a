import { DONE, fail } from '../../../shared/result.ts';
import { arrange } from '../account/arrange.ts';
import { hideMessage, starMessage } from '../account/mark-messages.ts';
import { isEmojiKey, writeUsedEmoji } from '../account/recent-emoji.ts';
import { type Handlers, toAnswer, type WritingNeed } from './handler.ts';

/** What follows one person across their devices. */
export const ACCOUNT_HANDLERS: Handlers<
  'unsent' | 'hide' | 'star' | 'starred' | 'arrange' | 'usedEmoji' | 'saveDraft' | 'saveThreadDraft' | 'adoptDraft',
  WritingNeed | 'account' | 'connectivity' | 'expiry' | 'starred' | 'unsent'
> = {
  unsent: async (deps) => ({
    ok: true,
    value: { items: await (await import('../unsent/unsent-list.ts')).unsentList(deps), count: deps.unsent() },
  }),
  hide: async (deps, place) => toAnswer(await hideMessage(deps, place, place.on)),
  star: async (deps, place) => toAnswer(await starMessage(deps, place, place.on)),
  starred: async (deps) => ({ ok: true, value: { messages: await deps.starred.list() } }),
  arrange: async (deps, { conversationId, ...wished }) => {
    if (deps.directory.get(conversationId) === undefined) return fail('unknown');
    return toAnswer((await arrange(deps, conversationId, wished)) ? DONE : fail('failed'));
  },
  usedEmoji: async (deps, { emoji }) => {
    if (!isEmojiKey(emoji)) return fail('unknown');
    const { account, clock } = deps;
    const written = await account.write((doc) =>
      writeUsedEmoji(doc.getMap('preferences'), emoji, Math.max(0, clock.now())),
    );
    return toAnswer(written ? DONE : fail('failed'));
  },
  saveDraft: async ({ account }, { conversationId, text, target, durably }) => {
    await account.drafts.save(conversationId, text, target);
    return toAnswer(durably !== true || (await account.settle()) ? DONE : fail('failed'));
  },
  saveThreadDraft: async ({ account }, { conversationId, thread, text, durably }) => {
    await account.drafts.saveThread(conversationId, thread, text);
    return toAnswer(durably !== true || (await account.settle()) ? DONE : fail('failed'));
  },
  adoptDraft: async (deps, input) => toAnswer(await (await import('../drafts/adopt-draft.ts')).adoptDraft(deps, input)),
};
