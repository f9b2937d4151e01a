import type { MessageBody } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { MessageRef } from '../../channel/commands.ts';
import { type CommandDeps, done, type Handlers } from './handler.ts';
import { editMessage, reactTo, sendMessage, versionsOf } from './message-commands.ts';
import { mayRemove } from './remove-message.ts';
import type { Done } from './writing.ts';

const write = async (
  { signedIn }: CommandDeps,
  id: ConversationId,
  body: MessageBody,
  messageId: MessageId,
  thread?: MessageRef,
): Promise<Done> => {
  const error = await sendMessage(signedIn.commands, id, messageId, body);
  if (error === undefined) signedIn.sent(id, messageId, body, thread);
  return error;
};

/** What people do with messages. */
export const MESSAGE_HANDLERS: Handlers<'send' | 'edit' | 'remove' | 'undoRemove' | 'react' | 'versions'> = {
  send: async (deps, { conversationId, messageId, body, thread }) => {
    const error = await write(deps, conversationId, body, messageId, thread);
    // One's own new message is what one wants to see, and it stands at the end.
    if (error === undefined) void deps.signedIn.screens.shown(deps.tab, conversationId)?.jumpToEnd();
    return done(error);
  },
  edit: async ({ signedIn }, input) => {
    const error = await editMessage(signedIn.commands, input);
    if (error === undefined) signedIn.account.drafts.edited(input.conversationId, input.messageId, input.text);
    return done(error);
  },
  remove: async ({ signedIn }, place) => {
    const may = await mayRemove(signedIn.commands, place);
    if (typeof may === 'string') return { ok: false, error: may };
    const at = may.kind === 'done' ? signedIn.commands.clock.now() : await signedIn.removals.add(place);
    return { ok: true, value: { at } };
  },
  undoRemove: async ({ signedIn }, place) => done((await signedIn.removals.undo(place)) ? undefined : 'too-late'),
  react: async ({ signedIn }, input) => done(await reactTo(signedIn.commands, input)),
  versions: async ({ signedIn }, place) => {
    const versions = await versionsOf(signedIn.commands, place);
    return versions === 'unknown' ? { ok: false, error: 'unknown' } : { ok: true, value: { versions } };
  },
};
