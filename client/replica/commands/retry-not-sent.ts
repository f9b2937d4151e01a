import { blobsIn, isMessageBody, type MessageBody, readBody } from '../../../shared/envelope/body.ts';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId, parseMessageId } from '../../../shared/ids/ulid.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import { mayCallEveryone, mayPost } from '../../../shared/permissions/table.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { PendingMessages } from '../pending/pending-messages.ts';
import type { NotSentRecord } from '../records.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { publishMessage } from './message-commands.ts';
import { type Outcome, whereWritten } from './writing.ts';

const bodyOf = ({ body, text }: NotSentRecord, membership: Membership): MessageBody => {
  const decoded = body === undefined ? undefined : readBody(body);
  if (!isMessageBody(decoded)) return { kind: 'text', text };
  if ((decoded.kind !== 'text' && decoded.kind !== 'files') || mayCallEveryone(membership)) return decoded;
  const { everyone: _, ...rest } = decoded;
  return rest;
};

/**
 * Sends again what was given back, under a new id: the old one may have been used up where it was refused. The new id is
 * on the disk before anything is written, so that a try that breaks off is found again instead of being made twice.
 */
export const retryNotSent = async (
  deps: ConversationDeps & { readonly pending: PendingMessages },
  key: string,
  onWritten: (id: ConversationId, messageId: MessageId, body: MessageBody) => void,
): Promise<Outcome> => {
  const { localState, directory, clock, random } = deps;
  const record = localState.tables.notSent.get(key);
  const id = parseConversationId(record?.conversationId ?? '');
  if (record === undefined || id === undefined) return fail('unknown');
  const membership = directory.membershipIn(id);
  if (membership === undefined || !mayPost(membership) || !record.retry) return fail('not-allowed');
  if (record.sealed !== undefined) return fail('unopened');
  const begun = parseMessageId(record.messageId ?? '');
  const messageId = begun ?? makeMessageId(clock.now(), random);
  if (begun === undefined) {
    const kept = await localState.commit([{ kind: 'notSent', key, value: { ...record, messageId } }]);
    if (!kept) return fail('failed');
  }
  // The words leave the list once the disk has them as a message.
  const leaveOnce = async (saved: Promise<boolean>): Promise<void> => {
    if (await saved) await localState.commit([{ kind: 'notSent', key, value: undefined }]);
  };
  const there = begun === undefined ? undefined : await whereWritten(deps, id, messageId);
  if (there === undefined) {
    const body = bodyOf(record, membership);
    const message = { id, messageId, body, at: clock.now() };
    if (blobsIn(body).length > 0) {
      // Its files go first, and one write makes it wait for them and no longer stand here.
      await localState.commit([...deps.pending.wait(message), { kind: 'notSent', key, value: undefined }]);
      onWritten(id, messageId, body);
      return DONE;
    }
    const sent = await publishMessage(deps, message, () => localState.tables.notSent.has(key));
    if (!sent.ok) return sent;
    onWritten(id, messageId, body);
    void leaveOnce(sent.value.saved);
  } else void leaveOnce(there.saved);
  return DONE;
};
