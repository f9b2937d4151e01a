import { changeKey } from '../projections/outbox-entries.ts';
import { answerOf, orGone } from './answer-of.ts';
import { done, type Handlers, type WritingNeed } from './handler.ts';
import {
  addMember,
  answerRequest,
  changeRole,
  deleteGroup,
  handOver,
  leaveGroup,
  removeMember,
} from './member-commands.ts';
import { setHistory, setRight } from './right-commands.ts';

/** Members, roles, rights, links, and what waits in the outbox. */
export const GROUP_HANDLERS: Handlers<
  | 'addMember'
  | 'removeMember'
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
  | 'dismissCommand',
  WritingNeed | 'api'
> = {
  addMember: async (deps, { conversationId, person }) => done(await addMember(deps, conversationId, person)),
  removeMember: async (deps, { conversationId, userId }) => done(await removeMember(deps, conversationId, userId)),
  changeRole: async (deps, { conversationId, userId, role }) =>
    done(await changeRole(deps, conversationId, userId, role)),
  handOver: async (deps, { conversationId, userId }) => done(await handOver(deps, conversationId, userId)),
  leave: async (deps, { conversationId }) => done(await leaveGroup(deps, conversationId)),
  deleteGroup: async (deps, { conversationId }) => done(await deleteGroup(deps, conversationId)),
  setRight: async (deps, { conversationId, right, circle }) =>
    done(await setRight(deps, conversationId, right, circle)),
  setHistory: async (deps, { conversationId, history }) => done(await setHistory(deps, conversationId, history)),
  answerRequest: async (deps, { conversationId, userId, accept }) =>
    done(await answerRequest(deps, conversationId, userId, accept)),
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
    return answer.ok ? done(undefined) : answer;
  },
  lookAtLink: async ({ api }, { token }) => {
    const answer = answerOf(orGone(await api.lookAtLink(token)));
    return answer.ok ? { ok: true, value: { target: answer.value } } : answer;
  },
  joinByLink: async ({ api }, { token }) => {
    const result = await api.joinByLink(token);
    // Too many ask, or too often: the group is not full.
    if (!result.ok && result.error.code === 'too-many') return { ok: false, error: 'failed' };
    const answer = answerOf(orGone(result));
    return answer.ok ? { ok: true, value: { joined: answer.value } } : answer;
  },
  cancelCommand: async ({ outbox, changes }, { key }) => {
    const change = changeKey(key);
    const cancelled = change === undefined ? await outbox.cancel(key) : changes.cancel(change);
    return done(cancelled ? undefined : 'too-late');
  },
  dismissCommand: async ({ outbox, changes }, { key }) => {
    const change = changeKey(key);
    return done((change === undefined ? outbox.dismiss(key) : changes.dismiss(change)) ? undefined : 'unknown');
  },
};
