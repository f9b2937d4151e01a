import type { MessageBody } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ThreadPlace } from '../../channel/commands.ts';
import { forwardMessages } from './forward-messages.ts';
import { type CommandDeps, done, type Handlers } from './handler.ts';
import { editMessage, reactTo, sendMessage, versionsOf } from './message-commands.ts';
import { detailsOf } from './message-details.ts';
import { pinMessage } from './pin-message.ts';
import { closePoll, voteOn } from './poll-commands.ts';
import { mayRemove } from './remove-message.ts';
import { retryNotSent } from './retry-not-sent.ts';
import type { Done } from './writing.ts';

const write = async (
  { signedIn }: CommandDeps,
  id: ConversationId,
  body: MessageBody,
  messageId: MessageId,
  thread?: ThreadPlace,
): Promise<Done> => {
  const error = await sendMessage(signedIn.commands, id, messageId, body);
  if (error === undefined) signedIn.sent(id, messageId, body, thread);
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
  pin: async ({ signedIn }, input) => done(await pinMessage(signedIn.commands, input)),
  vote: async ({ signedIn }, input) => done(await voteOn(signedIn.commands, input)),
  closePoll: async ({ signedIn }, input) => done(await closePoll(signedIn.commands, input)),
  forward: async ({ signedIn }, input) => done(await forwardMessages(signedIn.commands, input, signedIn.sent)),
  versions: async ({ signedIn }, place) => {
    const versions = await versionsOf(signedIn.commands, place);
    return versions === 'unknown' ? { ok: false, error: 'unknown' } : { ok: true, value: { versions } };
  },
  details: async ({ signedIn, api }, place) => {
    const isOnline = signedIn.connection().state === 'online';
    const isShownReads = signedIn.privacy.wished().readReceipts;
    const details = await detailsOf(signedIn.commands, api, { isOnline, isShownReads }, place);
    return details === 'unknown' ? { ok: false, error: 'unknown' } : { ok: true, value: details };
  },
  retryNotSent: async ({ signedIn }, { key }) => {
    const error = await retryNotSent(signedIn.commands, key, signedIn.sent);
    signedIn.changedNotSent();
    return done(error);
  },
  discardNotSent: async ({ signedIn }, { key }) => {
    const { tables, commit } = signedIn.localState;
    const name = tables.notSent.get(key)?.document;
    const record = name === undefined ? undefined : tables.document.get(name);
    const root = key.includes('/') ? 'edits' : 'messages';
    await commit([
      { kind: 'notSent', key, value: undefined },
      // Its document would send it, should the server know the conversation again.
      ...(name === undefined || record === undefined
        ? []
        : [
            {
              kind: 'document' as const,
              key: name,
              value: { ...record, handled: [...record.handled, `${root}/${key}`] },
            },
          ]),
    ]);
    signedIn.changedNotSent();
    return done(undefined);
  },
};
