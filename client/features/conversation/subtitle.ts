import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { ConversationView, MemberRow } from '../../channel/conversation-view.ts';
import type { Person } from '../../channel/person.ts';
import { momentOf } from '../../i18n/dates.ts';

/** A person's status until it expires. @param now ms since 1970 */
export const statusOf = (person: Pick<Person, 'status'> | undefined, now: number): string | undefined =>
  person?.status === undefined || (person.status.until ?? now + 1) <= now ? undefined : person.status.text;

/**
 * Whether the other person is online, or when they were; empty when that is hidden. Nothing before a request is answered: a group
 * that both are in may say it, but not here, where it would read as an answer.
 */
export const seenWords = ({ request }: ConversationView, member: MemberRow, now: number): string => {
  if (request !== undefined) return '';
  if (member.online) return t('conversation.online');
  return member.seenAt === undefined ? '' : t('conversation.seen', { when: momentOf(member.seenAt, now) });
};

/** The second line of the header: who is typing, else who is online, else what it is. */
export const subtitleOf = (view: ConversationView, now: number): string => {
  const [first, second] = view.typing;
  if (first !== undefined) {
    if (view.kind === 'direct') return t('conversation.typing');
    if (second === undefined) return t('conversation.typing.one', { name: first });
    if (view.typing.length === 2) return t('conversation.typing.two', { first, second });
    return t('conversation.typing.many');
  }
  switch (view.kind) {
    case 'notes':
      return t('conversation.notes');
    case 'direct': {
      const peer = view.members.find((member) => !member.own);
      if (peer === undefined || view.blocked) return '';
      // Whether they are there comes first: a narrow screen cuts the rest.
      return [seenWords(view, peer, now), statusOf(peer, now) ?? ''].filter((words) => words !== '').join(' · ');
    }
    case 'group': {
      // A former member is no longer told who is in the group.
      if (view.state === 'left') return '';
      const members = t('conversation.members', { count: view.members.length });
      return view.online > 0 ? t('conversation.members-online', { members, count: view.online }) : members;
    }
  }
};
