import { DONE, fail } from '../../../shared/result.ts';
import { changeKey } from '../projections/outbox-entries.ts';
import { answerOf, orGone } from './answer-of.ts';
import { describeGroup } from './describe-group.ts';
import { type Handlers, toAnswer, type WritingNeed } from './handler.ts';
import {
  addMember,
  answerRequest,
  changeRole,
  deleteGroup,
  leaveGroup,
  removeMember,
  transferOwnership,
} from './member-commands.ts';
import { renameConversation } from './rename-conversation.ts';
import { setHistory, setRight } from './right-commands.ts';
import { setDisappear } from './set-disappear.ts';

/** Members, roles, rights, links, and what waits in the outbox. */
export const GROUP_HANDLERS: Handlers<
  | 'addMember'
  | 'removeMember'
  | 'changeRole'
  | 'transferOwnership'
  | 'leave'
  | 'deleteGroup'
  | 'rename'
  | 'describe'
  | 'setDisappear'
  | 'setRight'
  | 'setHistory'
  | 'answerRequest'
  | 'createLink'
  | 'links'
  | 'revokeLink'
  | 'previewLink'
  | 'joinByLink'
  | 'cancelCommand'
  | 'dismissCommand',
  WritingNeed | 'api'
> = {
  addMember: async (deps, { conversationId, person }) => toAnswer(await addMember(deps, conversationId, person)),
  removeMember: async (deps, { conversationId, userId }) => toAnswer(await removeMember(deps, conversationId, userId)),
  changeRole: async (deps, { conversationId, userId, role }) =>
    toAnswer(await changeRole(deps, conversationId, userId, role)),
  transferOwnership: async (deps, { conversationId, userId }) =>
    toAnswer(await transferOwnership(deps, conversationId, userId)),
  leave: async (deps, { conversationId }) => toAnswer(await leaveGroup(deps, conversationId)),
  deleteGroup: async (deps, { conversationId }) => toAnswer(await deleteGroup(deps, conversationId)),
  rename: async (deps, { conversationId, name }) => toAnswer(await renameConversation(deps, conversationId, name)),
  describe: async (deps, { conversationId, text }) => toAnswer(await describeGroup(deps, conversationId, text)),
  setDisappear: async (deps, input) => toAnswer(await setDisappear(deps, input)),
  setRight: async (deps, { conversationId, right, audience }) =>
    toAnswer(await setRight(deps, conversationId, right, audience)),
  setHistory: async (deps, { conversationId, history }) => toAnswer(await setHistory(deps, conversationId, history)),
  answerRequest: async (deps, { conversationId, userId, accept }) =>
    toAnswer(await answerRequest(deps, conversationId, userId, accept)),
  createLink: async ({ api }, { conversationId, ...wished }) => {
    const answer = answerOf(await api.createLink(conversationId, wished));
    return answer.ok ? { ok: true, value: { link: answer.value } } : answer;
  },
  links: async ({ api }, { conversationId }) => {
    const answer = answerOf(await api.links(conversationId));
    return answer.ok ? { ok: true, value: { links: answer.value } } : answer;
  },
  revokeLink: async ({ api }, { conversationId, linkId }) => {
    const answer = answerOf(await api.revokeLink(conversationId, linkId));
    return answer.ok ? toAnswer(DONE) : answer;
  },
  previewLink: async ({ api }, { token }) => {
    const answer = answerOf(orGone(await api.previewLink(token)));
    return answer.ok ? { ok: true, value: { target: answer.value } } : answer;
  },
  joinByLink: async ({ api }, { token }) => {
    const result = await api.joinByLink(token);
    // Too many ask, or too often: the group is not full.
    if (!result.ok && result.error.code === 'too-many') return fail('failed');
    const answer = answerOf(orGone(result));
    return answer.ok ? { ok: true, value: { joined: answer.value } } : answer;
  },
  cancelCommand: async ({ outbox, changes }, { key }) => {
    const change = changeKey(key);
    const cancelled = change === undefined ? await outbox.cancel(key) : changes.cancel(change);
    return toAnswer(cancelled ? DONE : fail('too-late'));
  },
  dismissCommand: async ({ outbox, changes }, { key }) => {
    const change = changeKey(key);
    return toAnswer((change === undefined ? outbox.dismiss(key) : changes.dismiss(change)) ? DONE : fail('unknown'));
  },
};
