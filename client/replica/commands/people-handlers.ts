import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { acceptStranger } from './accept-stranger.ts';
import { blockPerson, declineStranger, reportMessages } from './contact-commands.ts';
import { done, type Handlers, type WritingNeed } from './handler.ts';
import { setGroupPicture } from './set-group-picture.ts';
import { sharedIn } from './shared-in.ts';

/** Profile, pictures, strangers and blocks. */
export const PEOPLE_HANDLERS: Handlers<
  'setPicture' | 'changeProfile' | 'block' | 'answerStranger' | 'report' | 'shared',
  WritingNeed | 'account' | 'contacts' | 'emit' | 'profile'
> = {
  setPicture: async (deps, { conversationId, picture }) =>
    done(
      conversationId === undefined
        ? await deps.profile.setPicture(picture)
        : await setGroupPicture(deps, conversationId, picture?.bytes),
    ),
  changeProfile: async (deps, change) => done(await deps.profile.change(change)),
  block: async (deps, { person, on }) => {
    const error = await blockPerson(deps, person, on);
    deps.emit({ type: 'person-blocked' });
    return done(error);
  },
  answerStranger: async (deps, { conversationId, accept }) =>
    done(await (accept ? acceptStranger : declineStranger)(deps, conversationId)),
  report: async (deps, { conversationId, messages, reason }) =>
    done(await reportMessages(deps, conversationId, messages, reason)),
  shared: async (deps, { conversationId, from }) => {
    const { account, contacts, optimistic } = deps;
    const isLeftOut = ({ id, by }: ChapterMessage) =>
      contacts.isBlocked(by) ||
      account.state.isHidden(conversationId, id) ||
      optimistic.removalAt(conversationId, id) !== undefined;
    return { ok: true, value: await sharedIn(deps, isLeftOut, conversationId, from) };
  },
};
