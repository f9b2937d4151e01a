import { DONE, fail, succeed } from '../../../shared/result.ts';
import { type Handlers, toAnswer, type WritingNeed } from './handler.ts';
import { editMessage, reactTo, versionsOf } from './message-commands.ts';
import { mayRemove } from './remove-message.ts';
import { sendMessage } from './send-message.ts';

/** What people do with messages. */
export const MESSAGE_HANDLERS: Handlers<
  'send' | 'edit' | 'remove' | 'undoRemove' | 'react' | 'versions',
  WritingNeed | 'account' | 'emit' | 'pending' | 'removals' | 'tab'
> = {
  send: async (deps, { conversationId, messageId, body, thread }) => {
    const sent = sendMessage(deps, conversationId, messageId, body);
    const { tab } = deps;
    if (sent.ok) deps.emit({ type: 'message-written', tab, id: conversationId, messageId, body, thread });
    return toAnswer(sent);
  },
  edit: async (deps, input) => {
    const edited = await editMessage(deps, input);
    if (edited.ok) deps.account.drafts.edited(input.conversationId, input.messageId, input.text);
    return toAnswer(edited);
  },
  remove: async (deps, place) => {
    const may = await mayRemove(deps, place);
    if (!may.ok) return may;
    const at = may.value.kind === 'done' ? deps.clock.now() : await deps.removals.add(place);
    return succeed({ at });
  },
  undoRemove: async (deps, place) => toAnswer((await deps.removals.undo(place)) ? DONE : fail('too-late')),
  react: async (deps, input) => toAnswer(await reactTo(deps, input)),
  versions: async (deps, place) => {
    const versions = await versionsOf(deps, place);
    return versions.ok ? succeed({ versions: versions.value }) : versions;
  },
};
