import { type Handlers, missing } from './handler.ts';

/** Profile, pictures, strangers and blocks. */
export const PEOPLE_HANDLERS: Handlers<
  'setPicture' | 'changeProfile' | 'block' | 'answerStranger' | 'report' | 'shared'
> = {
  setPicture: missing,
  changeProfile: missing,
  block: missing,
  answerStranger: missing,
  report: missing,
  shared: missing,
};
