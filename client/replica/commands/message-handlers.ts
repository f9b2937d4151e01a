import { done, type Handlers, type WritingNeed } from './handler.ts';
import { editMessage, reactTo, sendMessage, versionsOf } from './message-commands.ts';
import { mayRemove } from './remove-message.ts';

/** What people do with messages. */
export const MESSAGE_HANDLERS: Handlers<
  'send' | 'edit' | 'remove' | 'undoRemove' | 'react' | 'versions',
  WritingNeed | 'account' | 'emit' | 'removals' | 'tab'
> = {
  send: async (deps, { conversationId, messageId, body, thread }) => {
    const error = await sendMessage(deps, conversationId, messageId, body);
    const { tab } = deps;
    if (error === undefined) deps.emit({ type: 'message-written', tab, id: conversationId, messageId, body, thread });
    return done(error);
  },
  edit: async (deps, input) => {
    const error = await editMessage(deps, input);
    if (error === undefined) deps.account.drafts.edited(input.conversationId, input.messageId, input.text);
    return done(error);
  },
  remove: async (deps, place) => {
    const may = await mayRemove(deps, place);
    if (typeof may === 'string') return { ok: false, error: may };
    const at = may.kind === 'done' ? deps.clock.now() : await deps.removals.add(place);
    return { ok: true, value: { at } };
  },
  undoRemove: async (deps, place) => done((await deps.removals.undo(place)) ? undefined : 'too-late'),
  react: async (deps, input) => done(await reactTo(deps, input)),
  versions: async (deps, place) => {
    const versions = await versionsOf(deps, place);
    return versions === 'unknown' ? { ok: false, error: 'unknown' } : { ok: true, value: { versions } };
  },
};
