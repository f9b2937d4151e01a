import { done, type Handlers, missing } from './handler.ts';

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
  shared: missing,
};
