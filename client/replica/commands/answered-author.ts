import { chapterDocument } from '../../../shared/document/name.ts';
import type { MessageBody } from '../../../shared/envelope/body.ts';
import { namedIn } from '../../../shared/envelope/mentions.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { type WritingDeps, withDocument } from './writing.ts';

/**
 * Whom an answer tells of itself: the author of what it answers, in a group; between two people everything concerns the
 * other. Nothing is awaited while the chapter of that message is open, as it is where one answers.
 */
export const answeredAuthor = (
  deps: WritingDeps,
  id: ConversationId,
  { kind }: Membership,
  { reply }: MessageBody,
): number | undefined | Promise<number | undefined> => {
  if (reply === undefined || kind === 'direct') return undefined;
  const messageId = reply.id as MessageId;
  // Before it was sent it may have moved to another chapter than the answer says.
  for (const name of deps.directory.held(id)) {
    const message = deps.pool.peek(name)?.index?.get(messageId);
    if (message !== undefined) return message.by;
  }
  if (!deps.directory.hasChapter(id, reply.chapter)) return undefined;
  return withDocument(deps, chapterDocument(id, reply.chapter), ({ index }) => index?.get(messageId)?.by);
};

/** The same for an existing message: the people it mentions besides those its text names. */
export const mentionedAuthor = ({ body, mentions }: ChapterMessage): number | undefined => {
  const named = namedIn(body);
  return mentions.find((number) => !named.includes(number));
};
