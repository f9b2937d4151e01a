import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { acceptStranger } from './accept-stranger.ts';
import { clearConversation } from './clear-conversation.ts';
import { blockPerson, declineStranger, reportMessages } from './contact-commands.ts';
import { type Handlers, toAnswer, type WritingNeed } from './handler.ts';
import { setGroupPicture } from './set-group-picture.ts';
import { sharedIn } from './shared-in.ts';

/** Profile, pictures, strangers and blocks. */
export const PEOPLE_HANDLERS: Handlers<
  'setPicture' | 'changeProfile' | 'block' | 'answerStranger' | 'report' | 'shared' | 'clear',
  WritingNeed | 'account' | 'expiry' | 'contacts' | 'emit' | 'profile'
> = {
  setPicture: async (deps, { conversationId, picture }) =>
    toAnswer(
      conversationId === undefined
        ? await deps.profile.setPicture(picture)
        : await setGroupPicture(deps, conversationId, picture?.bytes),
    ),
  changeProfile: async (deps, change) => toAnswer(await deps.profile.change(change)),
  block: async (deps, { person, on }) => {
    const blocked = await blockPerson(deps, person, on);
    deps.emit({ type: 'person-blocked' });
    return toAnswer(blocked);
  },
  answerStranger: async (deps, { conversationId, accept }) =>
    toAnswer(await (accept ? acceptStranger : declineStranger)(deps, conversationId)),
  report: async (deps, { conversationId, messages, reason }) =>
    toAnswer(await reportMessages(deps, conversationId, messages, reason)),
  clear: async (deps, input) => toAnswer(await clearConversation(deps, input)),
  shared: async (deps, { conversationId, from }) => {
    const { account, contacts, optimistic } = deps;
    const isLeftOut = ({ id, by, stamp }: ChapterMessage) =>
      contacts.isBlocked(by) ||
      account.state.isHidden(conversationId, id, stamp?.seq) ||
      optimistic.removalAt(conversationId, id) !== undefined;
    return { ok: true, value: await sharedIn(deps, isLeftOut, conversationId, from) };
  },
};
