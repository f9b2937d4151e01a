import * as v from 'valibot';
import { itemAt } from '../../../shared/document/chapter.ts';
import { BODY, headerBlobs, type MessageBody } from '../../../shared/envelope/body.ts';
import { headerMentions } from '../../../shared/envelope/mentions.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeUlid } from '../../../shared/ids/ulid.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import { mayPost, mayWithMessage } from '../../../shared/permissions/table.ts';
import { DONE, fail, type Result, succeed } from '../../../shared/result.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import type { CommandError, Commands, FullMessageRef } from '../../channel/commands.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { answeredAuthor, mentionedAuthor } from './answered-author.ts';
import { judgeBody } from './judge-body.ts';
import { envelopeOf, type Outcome, type WritingDeps, withChapter, withOpenChapter } from './writing.ts';

/** The message as it may be written by what is known now, or why not. */
export const judgeMessage = (
  { directory }: Pick<WritingDeps, 'directory'>,
  id: ConversationId,
  given: MessageBody,
): Result<{ readonly membership: Membership; readonly body: MessageBody }, CommandError> => {
  const membership = directory.membershipIn(id);
  if (directory.get(id) === undefined) return fail('unknown');
  if (membership === undefined || !mayPost(membership)) return fail('not-allowed');
  const judged = judgeBody(membership, given);
  return judged.ok ? succeed({ membership, body: judged.value }) : judged;
};

/** The chapter among the open ones that holds it: a repeated command may find the page turned. */
export const writtenIn = (
  { directory, pool }: Pick<WritingDeps, 'directory' | 'pool'>,
  id: ConversationId,
  messageId: MessageId,
): ReplicaDocument | undefined => {
  for (const name of directory.held(id)) {
    const live = pool.peek(name);
    if (live?.address.kind === 'chapter' && itemAt(live.doc, 'messages', messageId) !== undefined) return live;
  }
  return undefined;
};

/** A message that stands in no chapter yet. */
export interface UnpublishedMessage {
  readonly id: ConversationId;
  readonly messageId: MessageId;
  readonly body: MessageBody;
  /** When a person wrote it, ms since 1970. */
  readonly at: number;
}

/** What became of writing a message into its chapter. */
export type Published = Result<
  {
    /** The disk has it there; false when that failed. */
    readonly saved: Promise<boolean>;
  },
  CommandError
>;
const publishedIn = (live: ReplicaDocument): Published => succeed({ saved: live.saver.whenSaved() });

/**
 * Writes a message into the newest chapter; nothing is awaited while that is open. A repeated id is done already, in
 * whatever open chapter it stands. Rejects when the chapter cannot be opened now.
 * @param isWanted asked once the chapter is open, which takes time: it may be given up or discarded meanwhile
 */
export const publishMessage = async (
  deps: WritingDeps,
  message: UnpublishedMessage,
  isWanted: () => boolean,
): Promise<Published> => {
  const { id, messageId, at } = message;
  const judged = judgeMessage(deps, id, message.body);
  if (!judged.ok) return judged;
  const { membership, body } = judged.value;
  const there = writtenIn(deps, id, messageId);
  if (there !== undefined) return publishedIn(there);
  const found = answeredAuthor(deps, id, membership, body);
  const answered = found instanceof Promise ? await found : found;
  const name = deps.directory.chapterForWriting(id);
  const first = deps.pool.grab(name) ?? (await deps.pool.use(name));
  try {
    if (itemAt(first.doc, 'messages', messageId) !== undefined) return publishedIn(first);
    // Only once it is open can it be seen whether it is full.
    if (deps.directory.chapterForWriting(id) !== first.name) return await publishMessage(deps, message, isWanted);
    if (!isWanted()) return fail('unknown');
    const envelope = envelopeOf(deps, 'messages', body, {
      at,
      ...headerMentions(body, deps.me, answered),
      ...headerBlobs(body),
    });
    first.write((doc) => doc.getMap('messages').set(messageId, envelope), messageId);
    return publishedIn(first);
  } finally {
    deps.pool.release(first);
  }
};

/** @param at when a person wrote it, ms since 1970 */
export const editMessage = (
  deps: WritingDeps,
  input: Commands['edit']['in'],
  at: number = deps.clock.now(),
): Promise<Outcome> =>
  withChapter(deps, input, (live): Outcome => {
    const { conversationId, messageId, editId, text, mentions, everyone } = input;
    const membership = deps.directory.membershipIn(conversationId);
    const message = live.index?.get(messageId);
    if (message === undefined) return fail('unknown');
    if (message.unopened !== undefined) return fail('unopened');
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
    const header = { at, ...headerMentions(judged.value, deps.me, mentionedAuthor(message)) };
    live.write((doc) => doc.getMap('edits').set(key, envelopeOf(deps, 'edits', judged.value, header)), messageId);
    return DONE;
  });

/** What a message said and says, the oldest first. */
export const versionsOf = (
  deps: WritingDeps,
  place: FullMessageRef,
): Promise<Result<Commands['versions']['out']['versions'], 'unknown'>> =>
  withOpenChapter(deps, place, (live) => {
    const message = live.index?.get(place.messageId);
    if (message === undefined || message.deletedBy !== undefined) return fail('unknown');
    return succeed(
      (live.index?.versions(place.messageId) ?? []).map(({ stamp, ...version }) => ({
        ...version,
        at: shownAt({ at: version.at, stamp }),
      })),
    );
  });

/** Ensures that the person's reaction exists, or that none from any of their devices does. */
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
      live.write((doc) =>
        doc.getMap('reactions').set(key, envelopeOf(deps, 'reactions', { kind: 'emoji', text: emoji })),
      );
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
