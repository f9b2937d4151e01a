import { changeKey } from '../projections/outbox-entries.ts';
import { answerOf, orGone } from './answer-of.ts';
import { done, type Handlers } from './handler.ts';
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
  | 'dismissCommand'
> = {
  addMember: async ({ signedIn }, { conversationId, person }) =>
    done(await addMember(signedIn.commands, conversationId, person)),
  removeMember: async ({ signedIn }, { conversationId, userId }) =>
    done(await removeMember(signedIn.commands, conversationId, userId)),
  changeRole: async ({ signedIn }, { conversationId, userId, role }) =>
    done(await changeRole(signedIn.commands, conversationId, userId, role)),
  handOver: async ({ signedIn }, { conversationId, userId }) =>
    done(await handOver(signedIn.commands, conversationId, userId)),
  leave: async ({ signedIn }, { conversationId }) => done(await leaveGroup(signedIn.commands, conversationId)),
  deleteGroup: async ({ signedIn }, { conversationId }) => done(await deleteGroup(signedIn.commands, conversationId)),
  setRight: async ({ signedIn }, { conversationId, right, circle }) =>
    done(await setRight(signedIn.commands, conversationId, right, circle)),
  setHistory: async ({ signedIn }, { conversationId, history }) =>
    done(await setHistory(signedIn.commands, conversationId, history)),
  answerRequest: async ({ signedIn }, { conversationId, userId, accept }) =>
    done(await answerRequest(signedIn.commands, conversationId, userId, accept)),
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
    if (!result.ok && result.code === 'too-many') return { ok: false, error: 'failed' };
    const answer = answerOf(orGone(result));
    return answer.ok ? { ok: true, value: { joined: answer.value } } : answer;
  },
  cancelCommand: async ({ signedIn: { outbox, changes } }, { key }) => {
    const change = changeKey(key);
    const cancelled = change === undefined ? await outbox.cancel(key) : changes.cancel(change);
    return done(cancelled ? undefined : 'too-late');
  },
  dismissCommand: async ({ signedIn: { outbox, changes } }, { key }) => {
    const change = changeKey(key);
    return done((change === undefined ? outbox.dismiss(key) : changes.dismiss(change)) ? undefined : 'unknown');
  },
};
