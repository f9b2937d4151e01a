import type { MessageBody } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { DONE, fail, succeed } from '../../../shared/result.ts';
import type { Commands } from '../../channel/commands.ts';
import type { PendingMessages } from '../pending/pending-messages.ts';
import { sendMessage } from './send-message.ts';
import { type Outcome, type WritingDeps, withOpenChapter } from './writing.ts';

/** A message's content, without what belongs to its conversation: its reply target and its mentions. */
const forwardedBody = (body: MessageBody): MessageBody => {
  switch (body.kind) {
    case 'text':
      return {
        kind: 'text',
        text: body.text,
        ...(body.link === undefined ? {} : { link: body.link }),
        forwarded: true,
      };
    case 'files':
      return {
        kind: 'files',
        files: body.files,
        ...(body.text === undefined ? {} : { text: body.text }),
        forwarded: true,
      };
    case 'poll': {
      const { kind, text, options, multiple, anonymous } = body;
      return { kind, text, options, multiple, anonymous, forwarded: true };
    }
    case 'location': {
      const { kind, latitude, longitude, text } = body;
      return { kind, latitude, longitude, ...(text === undefined ? {} : { text }), forwarded: true };
    }
    case 'contact': {
      const { kind, userId, by, name } = body;
      return { kind, userId, by, name, forwarded: true };
    }
  }
};

/** Writes into all conversations or, when one of them or a message cannot be had, into none. Repeating writes nothing twice. */
export const forwardMessages = async (
  deps: WritingDeps & { readonly pending: PendingMessages },
  { conversationId, messages, to }: Commands['forward']['in'],
  onWritten: (target: ConversationId, messageId: MessageId, body: MessageBody) => void,
): Promise<Outcome> => {
  const bodies: MessageBody[] = [];
  for (const { chapter, messageId } of messages) {
    const found = await withOpenChapter(deps, { conversationId, chapter }, (live) =>
      succeed(live.index?.get(messageId)),
    );
    const message = found.ok ? found.value : undefined;
    if (message?.unopened !== undefined) return fail('unopened');
    if (message?.body === undefined) return fail('unknown');
    bodies.push(forwardedBody(message.body));
  }
  for (const { conversationId: target, messageIds } of to) {
    if (deps.directory.get(target) === undefined) return fail('unknown');
    if (deps.directory.roleIn(target) === undefined) return fail('not-allowed');
    if (messageIds.length !== bodies.length) return fail('failed');
  }
  for (const { conversationId: target, messageIds } of to)
    for (const [i, body] of bodies.entries()) {
      const messageId = messageIds[i];
      if (messageId === undefined) return fail('failed');
      const sent = sendMessage(deps, target, messageId, body);
      if (!sent.ok) return sent;
      onWritten(target, messageId, body);
    }
  return DONE;
};
