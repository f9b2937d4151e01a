import type { CommitDraft } from './commit-draft.ts';
import { type ConversationRow, pairKey } from './commit-facts.ts';
import { type Audience, isUnheard, mayShow, unheardBy } from './strangers.ts';

const audienceOf = (draft: CommitDraft, { id, ...row }: ConversationRow): Audience => ({
  ...row,
  askedBy: draft.audiences.get(id) ?? new Map(),
});

/** People in a write's audience who have not answered the writer yet. */
export const targetsOf = (draft: CommitDraft, row: ConversationRow, writer: number | undefined): readonly number[] =>
  writer === undefined || (row.unanswered === null && !row.isUnheard) ? [] : unheardBy(audienceOf(draft, row), writer);

export const mayShowTo = (draft: CommitDraft, writer: number, targets: readonly number[], shown: number): boolean =>
  mayShow(targets, (target) => draft.shown.get(pairKey(writer, target)) ?? 0, shown);

export const noteShown = (draft: CommitDraft, writer: number, targets: readonly number[], shown: number): void => {
  if (shown === 0) return;
  for (const target of targets) {
    const key = pairKey(writer, target);
    const acts = (draft.shown.get(key) ?? 0) + shown;
    draft.shown.set(key, acts);
    draft.written.shown.set(key, { writer, target, acts });
  }
};

/**
 * Writing is an answer: the author accepts the group or direct conversation, and shows that they were online. It also shows
 * that they received all earlier messages, even to people they block, who would otherwise notice a writer who never
 * receives.
 */
export const noteAnswer = (
  draft: CommitDraft,
  before: ConversationRow,
  author: number,
  accepts: boolean,
  change: number,
): Pick<ConversationRow, 'unanswered' | 'isUnheard'> => {
  const { id, seq } = before;
  const answers = before.unanswered === author;
  if (answers) draft.written.answered.add(id);
  let unheard = before.isUnheard;
  if (accepts) {
    const askedBy = new Map(draft.audiences.get(id)).set(author, null);
    draft.audiences.set(id, askedBy);
    draft.written.accepted.set(pairKey(id, author), { conversation: id, account: author, change });
    unheard = isUnheard(askedBy);
    if (unheard !== before.isUnheard) draft.written.unheard.set(id, { conversation: id, isUnheard: unheard });
  }
  if (answers || accepts) draft.written.seen.set(author, { account: author, change });
  for (const viewer of draft.blocked.get(author) ?? [])
    draft.written.keptMarks.set(`${id}/${author}/${viewer}`, {
      conversation: id,
      account: author,
      viewer,
      seq,
      change,
    });
  return { unanswered: answers ? null : before.unanswered, isUnheard: unheard };
};
