import { itemAt } from '../../../shared/document/chapter.ts';
import { parseDocumentName } from '../../../shared/document/name.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import type { CommandError, FullMessageRef } from '../../channel/commands.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { removeContents } from '../documents/replica-document.ts';
import { pendingKey } from '../pending/pending-messages.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { envelopeOf, type WritingDeps, withChapter } from './writing.ts';

type Removable = Result<{ readonly kind: 'may'; readonly author: number } | { readonly kind: 'done' }, CommandError>;

const removable = (
  deps: WritingDeps,
  { conversationId, messageId }: FullMessageRef,
  live: ReplicaDocument,
): Removable => {
  const membership = deps.directory.membershipIn(conversationId);
  const message = live.index?.get(messageId);
  if (itemAt(live.doc, 'deletions', messageId) !== undefined) return succeed({ kind: 'done' });
  if (message === undefined) return fail('unknown');
  if (membership === undefined || !mayWithMessage(membership, message.by === deps.me).remove)
    return fail('not-allowed');
  return succeed({ kind: 'may', author: message.by });
};

/** Whether the message may be deleted for everyone by this person, or is already. */
export const mayRemove = (deps: WritingDeps, place: FullMessageRef): Promise<Removable> =>
  withChapter(deps, place, (live) => removable(deps, place, live));

/** @returns whether it is durable; an error when there is nothing to be done */
const removeFrom = (deps: WritingDeps, place: FullMessageRef): Promise<Result<boolean, CommandError>> =>
  withChapter(deps, place, async (live): Promise<Result<boolean, CommandError>> => {
    const may = removable(deps, place, live);
    if (!may.ok) return may;
    if (may.value.kind === 'may') {
      const deletion = envelopeOf(deps, 'deletions', { kind: 'deletion' }, { author: may.value.author });
      // One transaction: no state in between is ever seen.
      live.write((doc) => {
        removeContents(doc, live.index, place.messageId);
        doc.getMap('deletions').set(place.messageId, deletion);
      });
    }
    return succeed(await live.saver.whenSaved());
  });

/** Deletes a message for everyone. True when that is durable or can never be done; false to be called again. */
export const removeMessage = async (deps: ConversationDeps, place: FullMessageRef): Promise<boolean> => {
  const done = await removeFrom(deps, place);
  if (done.ok) return done.value;
  if (done.error !== 'unknown') return true;
  // Not sent when the deletion was asked for, it may have moved to another chapter since, or to Not sent.
  const { conversationId, chapter, messageId } = place;
  for (const name of deps.directory.held(conversationId)) {
    const address = parseDocumentName(name);
    if (address?.kind !== 'chapter' || address.chapter === chapter) continue;
    const there = await removeFrom(deps, { conversationId, messageId, chapter: address.chapter });
    if (there.ok) return there.value;
  }
  // It waits for its files again.
  const waiting = pendingKey(conversationId, messageId);
  if (deps.localState.tables.pending.has(waiting)) {
    await deps.localState.commit([{ kind: 'pending', key: waiting, value: undefined }]);
    return true;
  }
  if (deps.localState.tables.notSent.get(messageId)?.conversationId === conversationId) {
    await deps.localState.commit([{ kind: 'notSent', key: messageId, value: undefined }]);
    return true;
  }
  // A device that lost it in a crash may yet be given it back by the server.
  const heard = await withChapter(deps, place, ({ attachment }) =>
    succeed(attachment?.state() === 'open' && attachment.settled()),
  );
  return !heard.ok || heard.value;
};
