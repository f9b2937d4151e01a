import { itemAt } from '../../../shared/document/chapter.ts';
import { parseDocumentName } from '../../../shared/document/name.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import type { CommandError, Place } from '../../channel/commands.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import { removeContents } from '../documents/remove-contents.ts';
import type { ConversationWorld } from './conversation-commands.ts';
import { envelopeOf, type WritingWorld, withChapter } from './writing.ts';

type Removable = { readonly kind: 'may'; readonly author: number } | { readonly kind: 'done' } | CommandError;

const removable = (world: WritingWorld, { conversationId, messageId }: Place, live: LiveDocument): Removable => {
  const standing = world.directory.standingIn(conversationId);
  const message = live.index?.get(messageId);
  if (itemAt(live.doc, 'deletions', messageId) !== undefined) return { kind: 'done' };
  if (message === undefined) return 'unknown';
  if (standing === undefined || !mayWithMessage(standing, message.by === world.me).remove) return 'not-allowed';
  return { kind: 'may', author: message.by };
};

/** Whether the message may be deleted for everyone by this person, or is already. */
export const mayRemove = (world: WritingWorld, place: Place): Promise<Removable> =>
  withChapter(world, place, (live) => removable(world, place, live));

/** @returns whether it is durable; an error when there is nothing to be done */
const removeFrom = (world: WritingWorld, place: Place): Promise<boolean | CommandError> =>
  withChapter(world, place, async (live): Promise<boolean | CommandError> => {
    const may = removable(world, place, live);
    if (typeof may === 'string') return may;
    if (may.kind === 'may') {
      const deletion = envelopeOf(world, { kind: 'deletion' }, may.author);
      // One transaction: no state in between is ever seen.
      live.write((doc) => {
        removeContents(doc, live.index, place.messageId);
        doc.getMap('deletions').set(place.messageId, deletion);
      });
    }
    return live.saver.whenSaved();
  });

/** Deletes a message for everyone. True when that is durable or can never be done; false to be called again. */
export const removeMessage = async (world: ConversationWorld, place: Place): Promise<boolean> => {
  const done = await removeFrom(world, place);
  if (typeof done === 'boolean') return done;
  if (done !== 'unknown') return true;
  // Not sent when the deletion was asked for, it may have moved to another chapter since, or to Not sent.
  const { conversationId, chapter, messageId } = place;
  for (const name of world.directory.held(conversationId)) {
    const address = parseDocumentName(name);
    if (address?.kind !== 'chapter' || address.chapter === chapter) continue;
    const there = await removeFrom(world, { conversationId, messageId, chapter: address.chapter });
    if (typeof there === 'boolean') return there;
  }
  if (world.holdings.tables.notSent.get(messageId)?.conversationId === conversationId)
    await world.holdings.commit([{ kind: 'notSent', key: messageId, value: undefined }]);
  return true;
};
