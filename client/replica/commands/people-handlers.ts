import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { done, type Handlers, missing } from './handler.ts';
import { sharedIn } from './shared-in.ts';

/** Profile, pictures, strangers and blocks. */
export const PEOPLE_HANDLERS: Handlers<
  'setPicture' | 'changeProfile' | 'block' | 'answerStranger' | 'report' | 'shared'
> = {
  setPicture: async ({ signedIn }, { conversationId, picture }) =>
    done(conversationId === undefined ? await signedIn.profile.setPicture(picture) : 'failed'),
  changeProfile: async ({ signedIn }, change) => done(await signedIn.profile.change(change)),
  block: missing,
  answerStranger: missing,
  report: missing,
  shared: async ({ signedIn: { account, commands, removals } }, { conversationId, from }) => {
    const isLeftOut = ({ id }: ChapterMessage) =>
      account.state.isHidden(conversationId, id) || removals.at(conversationId, id) !== undefined;
    return { ok: true, value: await sharedIn(commands, isLeftOut, conversationId, from) };
  },
};
