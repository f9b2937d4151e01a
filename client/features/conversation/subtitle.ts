import type { ConversationView } from '../../channel/protocol.ts';
import { t } from '../../words/t.ts';

/** The second line of the header: who writes, else who is there, else what it is. */
export const subtitleOf = (view: ConversationView): string => {
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
    case 'direct':
      return view.members.some((member) => !member.own && member.online) ? t('conversation.online') : '';
    case 'group': {
      const members = t('conversation.members', { count: view.members.length });
      return view.online > 0 ? t('conversation.members-online', { members, count: view.online }) : members;
    }
  }
};
