import { itemAt } from '../../../shared/document/chapter.ts';
import type { MessageBody } from '../../../shared/envelope/body.ts';
import { headerMentions } from '../../../shared/envelope/mentions.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { mayPost } from '../../../shared/permissions/table.ts';
import { DONE, fail } from '../../../shared/result.ts';
import { answeredAuthor } from './answered-author.ts';
import { judgeBody } from './judge-body.ts';
import { envelopeOf, type Outcome, type WritingDeps } from './writing.ts';

/** Writes a message into the newest chapter. A repeated id is done already, wherever it stands. */
export const sendMessage = async (
  deps: WritingDeps,
  id: ConversationId,
  messageId: MessageId,
  given: MessageBody,
): Promise<Outcome> => {
  const membership = deps.directory.membershipIn(id);
  if (deps.directory.get(id) === undefined) return fail('unknown');
  if (membership === undefined || !mayPost(membership)) return fail('not-allowed');
  const judged = judgeBody(membership, given);
  if (!judged.ok) return judged;
  // A repeated command may find the page turned.
  for (const name of deps.directory.held(id)) {
    const live = deps.pool.peek(name);
    if (live?.address.kind === 'chapter' && itemAt(live.doc, 'messages', messageId) !== undefined) return DONE;
  }
  const found = answeredAuthor(deps, id, membership, judged.value);
  const answered = found instanceof Promise ? await found : found;
  const name = deps.directory.chapterForWriting(id);
  const first = deps.pool.grab(name) ?? (await deps.pool.use(name));
  try {
    if (itemAt(first.doc, 'messages', messageId) !== undefined) return DONE;
    // Only once it is open can it be seen whether it is full.
    if (deps.directory.chapterForWriting(id) !== first.name) return await sendMessage(deps, id, messageId, given);
    const envelope = envelopeOf(deps, judged.value, headerMentions(judged.value, deps.me, answered));
    first.write((doc) => doc.getMap('messages').set(messageId, envelope), messageId);
    return DONE;
  } finally {
    deps.pool.release(first);
  }
};
