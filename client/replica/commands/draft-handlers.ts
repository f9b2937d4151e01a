import { LIMITS } from '../../../shared/protocol/limits.ts';
import { DONE, fail } from '../../../shared/result.ts';
import { type Handlers, toAnswer } from './handler.ts';

/** Room for what stands in an envelope beside the text. Bytes */
const ROOM = 4_096;
/** Nobody waits longer for a draft that cannot be opened. ms */
const OPEN_WITHIN = 2_000;

/** What comes to a draft from outside its field. */
export const DRAFT_HANDLERS: Handlers<'appendDraft', 'account' | 'directory'> = {
  appendDraft: async ({ account, directory }, { conversationId, text }) => {
    const live = await account.open();
    if (live === undefined) return fail('failed');
    if (directory.get(conversationId) === undefined) return fail('unknown');
    await live.bodies.settled(OPEN_WITHIN);
    const { length } = new TextEncoder().encode(account.drafts.get(conversationId).text + text);
    if (length > LIMITS.draftEnvelopeBytes - ROOM) return fail('too-long');
    const isWritten = account.drafts.append(conversationId, text);
    return toAnswer(isWritten && (await account.settle()) ? DONE : fail('failed'));
  },
};
