import { DONE, fail, succeed } from '../../../shared/result.ts';
import { type Handlers, toAnswer, type WritingNeed } from './handler.ts';
import { mayRemove } from './remove-message.ts';
import { sendMessage } from './send-message.ts';

/** What people do with messages. */
export const MESSAGE_HANDLERS: Handlers<'send' | 'remove' | 'undoRemove', WritingNeed | 'emit' | 'removals' | 'tab'> = {
  send: async (deps, { conversationId, messageId, body, thread }) => {
    const sent = await sendMessage(deps, conversationId, messageId, body);
    const { tab } = deps;
    if (sent.ok) deps.emit({ type: 'message-written', tab, id: conversationId, messageId, body, thread });
    return toAnswer(sent);
  },
  remove: async (deps, place) => {
    const may = await mayRemove(deps, place);
    if (!may.ok) return may;
    const at = may.value.kind === 'done' ? deps.clock.now() : await deps.removals.add(place);
    return succeed({ at });
  },
  undoRemove: async (deps, place) => toAnswer((await deps.removals.undo(place)) ? DONE : fail('too-late')),
};
