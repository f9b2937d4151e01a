import { isChapterFull } from '../../shared/admission/chapter-size.ts';
import { encodeUpdate } from '../../shared/admission/encode-update.ts';
import { bytesAt, clockOf } from '../../shared/admission/live.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import { decodeEnvelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { PostedMessage } from '../../shared/protocol/http-programs.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import { type Refusal, refuse } from '../../shared/protocol/refusal.ts';
import { createOneAtATime } from '../../storage/blobs/one-at-a-time.ts';
import type { Conversations } from '../../storage/ports/conversations.ts';
import type { Memberships } from '../../storage/ports/memberships.ts';
import type { Actor, Admission } from '../admission/admission.ts';
import type { ServerDocument, WithDocument } from '../admission/server-document.ts';
import { stampAt } from './read-chapter.ts';

export interface PostMessageDependencies {
  readonly facts: Pick<Conversations, 'conversation' | 'message'> & Pick<Memberships, 'membership'>;
  readonly withDocument: WithDocument;
  /** Admits an update as that of a device of the account, and tells the members. */
  readonly admit: (live: ServerDocument, actor: Actor, update: Uint8Array) => Promise<Admission>;
  readonly limits: Limits;
  /** A number in [0, 1). */
  readonly random: () => number;
}

export type Posted =
  | { readonly kind: 'posted' | 'repeated'; readonly message: PostedMessage }
  /** The id belongs to another message. */
  | { readonly kind: 'id-taken' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Chapters that may turn out to be full or closed while one message looks for its place. */
const MAX_ATTEMPTS = 5;
/** Accounts whose client id is remembered; a forgotten one gets a new one. */
const MOST_ACCOUNTS = 10_000;

/** An envelope without what differs when a request is repeated. */
const contentOf = (bytes: Uint8Array): string | undefined => {
  const envelope = decodeEnvelope(bytes);
  return envelope === undefined
    ? undefined
    : Buffer.from(encodeEnvelope({ ...envelope, at: 0, device: 0 })).toString('base64');
};

/**
 * Writes messages that come as single requests: as a device of the account would, by the one admission path. Each account
 * writes under one Yjs client id per process; its clock is that of the server's own document, so no id is used twice.
 */
export const createPostMessage = (deps: PostMessageDependencies) => {
  const { facts, withDocument, limits } = deps;
  const inTurn = createOneAtATime<string>();
  const clientIds = new Map<number, number>();

  const clientIdOf = ({ number }: Actor): number => {
    const known = clientIds.get(number);
    if (known !== undefined) return known;
    const made = makeClientId(number, deps.random);
    clientIds.set(number, made);
    const oldest = clientIds.keys().next();
    if (clientIds.size > MOST_ACCOUNTS && !oldest.done) clientIds.delete(oldest.value);
    return made;
  };

  /** What became of an id that is in use: the same message, sent again, is as good as posted. */
  const repeated = async (
    id: ConversationId,
    actor: Actor,
    messageId: MessageId,
    envelope: Uint8Array,
  ): Promise<Posted> => {
    const stored = await facts.message(id, messageId);
    if (stored === undefined || stored.author !== actor.number) return { kind: 'id-taken' };
    const { chapter, seq, isDeleted } = stored;
    const answer: Posted = { kind: 'repeated', message: { id: messageId, chapter, seq } };
    if (isDeleted) return answer;
    const before = await withDocument(chapterDocument(id, chapter), async ({ doc }) =>
      bytesAt(doc, 'messages', messageId),
    );
    return before === undefined || contentOf(before) === contentOf(envelope) ? answer : { kind: 'id-taken' };
  };

  const write = async (
    id: ConversationId,
    actor: Actor,
    messageId: MessageId,
    envelope: Uint8Array,
  ): Promise<Posted> => {
    let ahead = 0;
    let refusal = refuse('unavailable');
    for (let i = 0; i < MAX_ATTEMPTS; i++) {
      const conversation = await facts.conversation(id);
      if (conversation === undefined) return { kind: 'refused', refusal: refuse('not-a-member') };
      const chapter = conversation.newestChapter + ahead;
      const outcome = await withDocument(chapterDocument(id, chapter), async (live): Promise<Admission | Posted> => {
        // A full chapter still takes what comes late; a new message belongs into the next one.
        if (i === 0 && isChapterFull(live.doc, live.bytes, limits))
          return { kind: 'refused', refusal: refuse('chapter-full') };
        const clientId = clientIdOf(actor);
        const set = { root: 'messages', key: messageId, value: envelope, origin: undefined };
        const admission = await deps.admit(live, actor, encodeUpdate(clientId, clockOf(live.doc, clientId), [set], []));
        if (admission.kind === 'refused') return admission;
        const seq = stampAt(live.doc, messageId)?.[0];
        if (seq === undefined) throw new Error('A message was admitted without a stamp.');
        return { kind: 'posted', message: { id: messageId, chapter, seq } };
      });
      if (outcome.kind !== 'refused') return outcome.kind === 'posted' ? outcome : { kind: 'id-taken' };
      refusal = outcome.refusal;
      if (refusal.code === 'already-written' || refusal.code === 'deleted')
        return repeated(id, actor, messageId, envelope);
      if (refusal.code !== 'chapter-full' && refusal.code !== 'chapter-closed') return outcome;
      ahead = 1 - ahead;
    }
    return { kind: 'refused', refusal };
  };

  /** @param envelope the bytes of the message, by the actor */
  return async (id: ConversationId, actor: Actor, messageId: MessageId, envelope: Uint8Array): Promise<Posted> => {
    if ((await facts.membership(id, actor.userId)) === undefined)
      return { kind: 'refused', refusal: refuse('not-a-member') };
    // Two at once would write under the same clock.
    return inTurn(`${actor.number}/${id}`, () => write(id, actor, messageId, envelope));
  };
};
export type PostMessage = ReturnType<typeof createPostMessage>;
