import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { acceptStranger } from './accept-stranger.ts';
import { blockPerson, declineStranger, reportMessages } from './contact-commands.ts';
import { done, type Handlers } from './handler.ts';
import { setGroupPicture } from './set-group-picture.ts';
import { sharedIn } from './shared-in.ts';

/** Profile, pictures, strangers and blocks. */
export const PEOPLE_HANDLERS: Handlers<
  'setPicture' | 'changeProfile' | 'block' | 'answerStranger' | 'report' | 'shared'
> = {
  setPicture: async ({ signedIn }, { conversationId, picture }) =>
    done(
      conversationId === undefined
        ? await signedIn.profile.setPicture(picture)
        : await setGroupPicture(signedIn, conversationId, picture?.bytes),
    ),
  changeProfile: async ({ signedIn }, change) => done(await signedIn.profile.change(change)),
  block: async ({ signedIn }, { person, on }) => {
    const error = await blockPerson(signedIn, person, on);
    signedIn.changedAll();
    return done(error);
  },
  answerStranger: async ({ signedIn }, { conversationId, accept }) =>
    done(await (accept ? acceptStranger : declineStranger)(signedIn, conversationId)),
  report: async ({ signedIn }, { conversationId, messages, reason }) =>
    done(await reportMessages(signedIn, conversationId, messages, reason)),
  shared: async ({ signedIn: { account, commands, contacts, removals } }, { conversationId, from }) => {
    const isLeftOut = ({ id, by }: ChapterMessage) =>
      contacts.isBlocked(by) ||
      account.state.isHidden(conversationId, id) ||
      removals.at(conversationId, id) !== undefined;
    return { ok: true, value: await sharedIn(commands, isLeftOut, conversationId, from) };
  },
};
