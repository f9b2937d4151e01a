import { itemAt } from '../../../shared/document/chapter.ts';
import { isMessageBody, type MessageBody, readBody } from '../../../shared/envelope/body.ts';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId, parseMessageId } from '../../../shared/ids/ulid.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import { mayCallEveryone, mayPost } from '../../../shared/permissions/table.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { NotSentRecord } from '../records.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { sendMessage } from './message-commands.ts';
import { type Outcome, withDocument } from './writing.ts';

const bodyOf = ({ body, text }: NotSentRecord, membership: Membership): MessageBody => {
  const decoded = body === undefined ? undefined : readBody(body);
  if (!isMessageBody(decoded)) return { kind: 'text', text };
  if (decoded.kind !== 'text' || mayCallEveryone(membership)) return decoded;
  const { everyone: _, ...rest } = decoded;
  return rest;
};

/** Does something with the document that has the message, while it is open. undefined: none has. */
const whereWritten = async <T>(
  deps: ConversationDeps,
  id: ConversationId,
  messageId: MessageId,
  work: (saved: Promise<boolean>) => T | Promise<T>,
): Promise<T | undefined> => {
  for (const name of deps.directory.held(id).toReversed()) {
    const found = await withDocument(deps, name, async (live) =>
      live.address.kind === 'chapter' && itemAt(live.doc, 'messages', messageId) !== undefined
        ? { value: await work(live.saver.whenSaved()) }
        : undefined,
    );
    if (found !== undefined) return found.value;
  }
  return undefined;
};

/**
 * Sends again what was given back, under a new id: the old one may have been used up where it was refused. The new id is
 * on the disk before anything is written, so that a try that breaks off is found again instead of being made twice.
 */
export const retryNotSent = async (
  deps: ConversationDeps,
  key: string,
  onWritten: (id: ConversationId, messageId: MessageId, body: MessageBody) => void,
): Promise<Outcome> => {
  const { localState, directory, clock, random } = deps;
  const record = localState.tables.notSent.get(key);
  const id = parseConversationId(record?.conversationId ?? '');
  if (record === undefined || id === undefined) return fail('unknown');
  const membership = directory.membershipIn(id);
  if (membership === undefined || !mayPost(membership) || !record.retry) return fail('not-allowed');
  const begun = parseMessageId(record.messageId ?? '');
  const messageId = begun ?? makeMessageId(clock.now(), random);
  if (begun === undefined) {
    const kept = await localState.commit([{ kind: 'notSent', key, value: { ...record, messageId } }]);
    if (!kept) return fail('failed');
  }
  const isThere = begun !== undefined && (await whereWritten(deps, id, messageId, () => true)) === true;
  if (!isThere) {
    const body = bodyOf(record, membership);
    const sent = await sendMessage(deps, id, messageId, body);
    if (!sent.ok) return sent;
    onWritten(id, messageId, body);
  }
  // The words leave the list once the disk has them as a message.
  void whereWritten(deps, id, messageId, async (saved) => {
    if (await saved) await localState.commit([{ kind: 'notSent', key, value: undefined }]);
  });
  return DONE;
};
