import { type Handlers, missing } from './handler.ts';

/** Roles, rights, links, pictures and what waits in the outbox. */
export const GROUP_HANDLERS: Handlers<
  | 'changeRole'
  | 'handOver'
  | 'leave'
  | 'deleteGroup'
  | 'setRight'
  | 'setHistory'
  | 'answerRequest'
  | 'createLink'
  | 'links'
  | 'revokeLink'
  | 'lookAtLink'
  | 'joinByLink'
  | 'cancelCommand'
  | 'dismissCommand'
> = {
  changeRole: missing,
  handOver: missing,
  leave: missing,
  deleteGroup: missing,
  setRight: missing,
  setHistory: missing,
  answerRequest: missing,
  createLink: missing,
  links: missing,
  revokeLink: missing,
  lookAtLink: missing,
  joinByLink: missing,
  cancelCommand: missing,
  dismissCommand: missing,
};
