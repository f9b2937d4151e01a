import type * as Y from 'yjs';
import { itemAt } from '../../../shared/document/chapter.ts';
import { kindOf } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import type { Place } from '../../channel/protocol.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import { type Done, envelopeOf, type WritingWorld, withChapter } from './writing.ts';

/** Takes out the message and all that is known to hang on it. */
export const removeContents = (doc: Y.Doc, live: LiveDocument, messageId: MessageId): void => {
  for (const root of ['edits', 'reactions', 'votes'] as const)
    for (const key of live.index?.keysOf(root, messageId) ?? []) doc.getMap(root).delete(key);
  doc.getMap('messages').delete(messageId);
};

export const removeMessage = (world: WritingWorld, { conversationId, chapter, messageId }: Place): Promise<Done> =>
  withChapter(world, { conversationId, chapter }, (live): Done => {
    const role = world.directory.roleIn(conversationId);
    const message = live.index?.get(messageId);
    if (itemAt(live.doc, 'deletions', messageId) !== undefined) return undefined;
    if (message === undefined) return 'unknown';
    if (role === undefined || !mayWithMessage(kindOf(conversationId), role, message.by === world.me).remove)
      return 'not-allowed';
    const deletion = envelopeOf(world, { kind: 'deletion' }, message.by);
    // One transaction: no state in between is ever seen.
    live.write((doc) => {
      removeContents(doc, live, messageId);
      doc.getMap('deletions').set(messageId, deletion);
    });
    return undefined;
  });
