import type { MessageBody } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { DONE, succeed } from '../../../shared/result.ts';
import type { PendingMessages } from '../pending/pending-messages.ts';
import {
  judgeMessage,
  type Published,
  publishMessage,
  type UnpublishedMessage,
  writtenIn,
} from './message-commands.ts';
import { type Outcome, type WritingDeps, whereWritten, withDocument } from './writing.ts';

/** Takes a message from a person: from here on it is shown, and its owner sees to the rest. A repeated id is done already. */
export const sendMessage = (
  deps: WritingDeps & { readonly pending: PendingMessages },
  id: ConversationId,
  messageId: MessageId,
  given: MessageBody,
): Outcome => {
  const judged = judgeMessage(deps, id, given);
  if (!judged.ok) return judged;
  if (writtenIn(deps, id, messageId) === undefined) deps.pending.add(id, messageId, judged.value.body);
  return DONE;
};

/** Writes a message that an earlier run of the replica left: it may stand in any chapter already. */
export const publishLeft = async (
  deps: WritingDeps,
  message: UnpublishedMessage,
  isWanted: () => boolean,
): Promise<Published> => {
  const before = await whereWritten(deps, message.id, message.messageId);
  return before === undefined ? publishMessage(deps, message, isWanted) : succeed(before);
};

/** What became of a message that went into a chapter of this device. */
export const sentState = async (
  deps: WritingDeps,
  id: ConversationId,
  messageId: MessageId,
): Promise<'stamped' | 'waiting' | 'gone'> => {
  for (const name of deps.directory.held(id).toReversed()) {
    const message = await withDocument(deps, name, ({ index }) => index?.get(messageId));
    if (message !== undefined && message.deletedBy === undefined)
      return message.stamp === undefined ? 'waiting' : 'stamped';
  }
  return 'gone';
};
