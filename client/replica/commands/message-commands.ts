import * as v from 'valibot';
import { itemAt } from '../../../shared/document/chapter.ts';
import { BODY, type MessageBody } from '../../../shared/envelope/body.ts';
import { headerMentions } from '../../../shared/envelope/mentions.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeUlid } from '../../../shared/ids/ulid.ts';
import { mayPost, mayWithMessage } from '../../../shared/permissions/table.ts';
import { DONE, fail, type Result, succeed } from '../../../shared/result.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import type { Commands, FullMessageRef } from '../../channel/commands.ts';
import { answeredAuthor, mentionedAuthor } from './answered-author.ts';
import { judgeBody } from './judge-body.ts';
import { envelopeOf, type Outcome, type WritingDeps, withChapter } from './writing.ts';

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

export const editMessage = (deps: WritingDeps, input: Commands['edit']['in']): Promise<Outcome> =>
  withChapter(deps, input, (live): Outcome => {
    const { conversationId, messageId, editId, text, mentions, everyone } = input;
    const membership = deps.directory.membershipIn(conversationId);
    const message = live.index?.get(messageId);
    if (message === undefined) return fail('unknown');
    if (
      membership === undefined ||
      message.body?.kind !== 'text' ||
      !mayWithMessage(membership, message.by === deps.me).edit
    )
      return fail('not-allowed');
    const judged = judgeBody(membership, {
      kind: 'text',
      text,
      ...(mentions === undefined || mentions.length === 0 ? {} : { mentions }),
      ...(everyone === undefined ? {} : { everyone }),
    });
    if (!judged.ok) return judged;
    const key = `${messageId}/${editId}`;
    if (itemAt(live.doc, 'edits', key) !== undefined) return DONE;
    const header = headerMentions(judged.value, deps.me, mentionedAuthor(message));
    live.write((doc) => doc.getMap('edits').set(key, envelopeOf(deps, judged.value, header)), messageId);
    return DONE;
  });

/** What a message said and says, the oldest first. */
export const versionsOf = (
  deps: WritingDeps,
  place: FullMessageRef,
): Promise<Result<Commands['versions']['out']['versions'], 'unknown'>> =>
  withChapter(deps, place, (live) => {
    const message = live.index?.get(place.messageId);
    if (message === undefined || message.deletedBy !== undefined) return fail('unknown');
    return succeed(
      (live.index?.versions(place.messageId) ?? []).map(({ id, text, at, stamp }) => ({
        id,
        text,
        at: shownAt({ at, stamp }),
      })),
    );
  });

/** Makes sure one's reaction is there, or that none of one's devices' is. */
export const reactTo = (
  deps: WritingDeps,
  { conversationId, messageId, emoji, on, ...place }: Commands['react']['in'],
): Promise<Outcome> =>
  withChapter(deps, { conversationId, ...place }, (live): Outcome => {
    const message = live.index?.get(messageId);
    if (message === undefined) return fail('unknown');
    if (deps.directory.roleIn(conversationId) === undefined || message.deletedBy !== undefined)
      return fail('not-allowed');
    const mine = message.reactions.some((one) => one.emoji === emoji && one.by.includes(deps.me));
    if (mine === on) return DONE;
    if (on) {
      if (!v.is(BODY, { kind: 'emoji', text: emoji })) return fail('too-long');
      const key = `${messageId}/${deps.me}/${makeUlid(deps.clock.now(), deps.random)}`;
      live.write((doc) => doc.getMap('reactions').set(key, envelopeOf(deps, { kind: 'emoji', text: emoji })));
      return DONE;
    }
    const keys = (live.index?.keysOf('reactions', messageId) ?? []).filter(
      (key) => key.split('/')[1] === String(deps.me),
    );
    live.write((doc) => {
      for (const key of keys) if (live.index?.emojiAt(key) === emoji) doc.getMap('reactions').delete(key);
    });
    return DONE;
  });
