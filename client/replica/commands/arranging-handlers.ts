import { DONE, fail } from '../../../shared/result.ts';
import { arrange } from '../account/arrange.ts';
import { hideMessage, starMessage } from '../account/mark-messages.ts';
import { type Handlers, toAnswer, type WritingNeed } from './handler.ts';

/** What people mark and arrange for themselves. */
export const ARRANGING_HANDLERS: Handlers<'hide' | 'star' | 'arrange', WritingNeed | 'account'> = {
  hide: async (deps, place) => toAnswer(await hideMessage(deps, place, place.on)),
  star: async (deps, place) => toAnswer(await starMessage(deps, place, place.on)),
  arrange: async (deps, { conversationId, ...wished }) => {
    if (deps.directory.get(conversationId) === undefined) return fail('unknown');
    return toAnswer((await arrange(deps, conversationId, wished)) ? DONE : fail('failed'));
  },
};
