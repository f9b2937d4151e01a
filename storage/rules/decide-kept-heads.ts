import type { ChapterEffects, Stamping } from '../ports/journal.ts';
import type { CommitDraft } from './commit-draft.ts';
import { type ConversationRow, pairKey } from './commit-facts.ts';
import { headAfter } from './head.ts';

/**
 * A member who blocks the author of the newest message keeps the newest message of the others as latest message for as
 * long.
 * @param before the conversation whose latest message the effects replace
 */
export const followKeptHeads = (
  draft: CommitDraft,
  before: ConversationRow,
  chapter: number,
  effects: ChapterEffects,
  stamping: Stamping,
): void => {
  const { id } = before;
  const author = effects.messages.at(-1)?.author;
  const blockers = author === undefined ? [] : (draft.blockers.get(pairKey(id, author)) ?? []);
  const kept = draft.keptHeads.get(id);
  if (blockers.length === 0 && (kept === undefined || kept.size === 0)) return;
  const withoutMessages = { ...effects, messages: [] };
  const hiding = new Set(blockers);
  for (const [account, head] of kept ?? []) {
    if (author !== undefined && !hiding.delete(account)) draft.dropKeptHead(id, account);
    else draft.putKeptHead(id, account, headAfter(head, chapter, withoutMessages, stamping));
  }
  // Until now their latest message was the conversation's own.
  for (const account of hiding)
    draft.putKeptHead(id, account, headAfter(before.head, chapter, withoutMessages, stamping));
};
