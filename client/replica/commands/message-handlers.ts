import { type MessageBody, summaryOf } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../../shared/ids/ulid.ts';
import { type CommandWorld, done, type Handlers, missing } from './handler.ts';
import { type Done, editMessage, reactTo, removeMessage, sendMessage } from './message-commands.ts';

const write = async (
  { signedIn }: CommandWorld,
  id: ConversationId,
  body: MessageBody,
  messageId: MessageId,
): Promise<Done> => {
  const error = await sendMessage(signedIn.commands, id, messageId, body);
  if (error === undefined) signedIn.sent(id, messageId, summaryOf(body));
  return error;
};

/** What people do with messages. */
export const MESSAGE_HANDLERS: Handlers<
  | 'send'
  | 'edit'
  | 'remove'
  | 'undoRemove'
  | 'react'
  | 'pin'
  | 'vote'
  | 'closePoll'
  | 'forward'
  | 'versions'
  | 'details'
  | 'retryNotSent'
  | 'discardNotSent'
> = {
  send: async (world, { conversationId, messageId, body }) => done(await write(world, conversationId, body, messageId)),
  edit: async ({ signedIn }, { conversationId, chapter, messageId, editId, text }) =>
    done(await editMessage(signedIn.commands, conversationId, chapter, messageId, editId, text)),
  remove: async ({ signedIn }, { conversationId, chapter, messageId }) => {
    const error = await removeMessage(signedIn.commands, conversationId, chapter, messageId);
    return error === undefined ? { ok: true, value: { at: 0 } } : { ok: false, error };
  },
  react: async ({ signedIn }, { conversationId, chapter, messageId, emoji, on }) =>
    done(await reactTo(signedIn.commands, conversationId, chapter, messageId, emoji, on)),
  undoRemove: missing,
  pin: missing,
  vote: missing,
  closePoll: missing,
  forward: missing,
  versions: missing,
  details: missing,
  retryNotSent: async (world, { key }) => {
    const { holdings, commands } = world.signedIn;
    const entry = world.signedIn.notSent().find((one) => one.key === key);
    if (entry === undefined) return done('unknown');
    if (!entry.retry) return done('not-allowed');
    // A new id: the old one may have been used up where it was refused.
    const error = await write(
      world,
      entry.conversationId,
      { kind: 'text', text: entry.text },
      makeMessageId(commands.clock.now(), commands.random),
    );
    if (error === undefined) await holdings.commit([{ kind: 'notSent', key, value: undefined }]);
    world.signedIn.changedNotSent();
    return done(error);
  },
  discardNotSent: async ({ signedIn }, { key }) => {
    await signedIn.holdings.commit([{ kind: 'notSent', key, value: undefined }]);
    signedIn.changedNotSent();
    return done(undefined);
  },
};
