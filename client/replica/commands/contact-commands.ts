import { chapterDocument } from '../../../shared/document/name.ts';
import { type ConversationId, kindOf } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../../shared/ids/ulid.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { Person } from '../../channel/person.ts';
import { declinedKey } from '../account/account-state.ts';
import { asPerson } from '../directory.ts';
import type { ContactDeps } from './accept-stranger.ts';
import type { Outcome } from './writing.ts';

/** Blocks somebody, or no longer. The moment counts, not when the server hears of it. */
export const blockPerson = async (
  { contacts, optimistic, outbox, clock, me }: ContactDeps,
  given: Person,
  on: boolean,
): Promise<Outcome> => {
  const person = asPerson(given);
  if (person === undefined || person.number === me) return fail('unknown');
  if (contacts.isBlocked(person.number) === on) return DONE;
  // Of two decisions made here the second is later, whatever the clock says.
  const decidedAt = optimistic
    .commands()
    .reduce(
      (at, one) => (one.kind === 'block' && one.person.userId === person.userId ? Math.max(at, one.decidedAt + 1) : at),
      Math.max(0, clock.now()),
    );
  return (await outbox.add({ kind: 'block', person, on, decidedAt })) ? DONE : fail('failed');
};

/** Declines a request on all of the person's devices; nobody is told, and a group is left without an event. */
export const declineStranger = async (
  { account, contacts, outbox, clock }: ContactDeps,
  id: ConversationId,
): Promise<Outcome> => {
  if (contacts.request(id) !== 'incoming') return fail('unknown');
  const at = Math.max(0, clock.now());
  // Nobody else is to know of a direct conversation; out of a group the server has to let one.
  if (kindOf(id) === 'group' && !(await outbox.add({ kind: 'decline-group', conversationId: id })))
    return fail('failed');
  return (await account.write((doc) => doc.getMap('contacts').set(declinedKey(id), at))) ? DONE : fail('failed');
};

/** Tells the administrators of messages, in the words this device shows; those it does not have go without words. */
export const reportMessages = async (
  { clock, directory, outbox, pool, random }: ContactDeps,
  conversationId: ConversationId,
  messages: readonly MessageId[],
  reason: string,
): Promise<Outcome> => {
  if (directory.get(conversationId) === undefined) return fail('unknown');
  if (messages.length > LIMITS.reportedMessages) return fail('too-many');
  if (reason.length > LIMITS.reasonCharacters) return fail('too-long');
  const indexes = directory.chapters(conversationId).flatMap((chapter) => {
    const index = pool.peek(chapterDocument(conversationId, chapter))?.index;
    return index === undefined ? [] : [index];
  });
  const textOf = (id: MessageId): string => {
    for (const index of indexes) {
      const found = index.get(id);
      if (found !== undefined) return found.text ?? '';
    }
    return '';
  };
  const kept = await outbox.add({
    kind: 'report',
    conversationId,
    // Of its own for each report: sent twice it is one.
    reportId: makeMessageId(Math.max(0, clock.now()), random),
    reason: reason.trim(),
    messages: messages.map((id) => ({ id, text: textOf(id).slice(0, LIMITS.reportedCharacters) })),
  });
  return kept ? DONE : fail('failed');
};
