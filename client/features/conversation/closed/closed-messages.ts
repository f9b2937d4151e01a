import { registerMessages } from '../../../i18n/register.ts';

export const CONVERSATION_CLOSED_MESSAGES = registerMessages('conversation-closed', {
  'closed.gone': 'This account was deleted.',
  'closed.label': 'Why you can’t write here',
  'closed.draft': 'Your draft:',
  'closed.refused.kept': 'Your messages are under Not sent.',
  'closed.removed': '{by} removed you {when}.',
  'closed.removed.nobody': 'You were removed {when}.',
  'closed.left': 'You left this group {when}.',
  'closed.lost':
    'The server was restored from an older backup and no longer has this group. It comes back when {owner} opens Skerry.',
  'closed.lost.nobody': 'The server was restored from an older backup and no longer has this group.',
  'closed.lost.kept': 'Messages on this device stay. Yours are under Not sent.',
  'closed.left.unknown': 'You’re no longer in this group.',
  'closed.deleted': '{by} deleted this group {when}.',
  'closed.deleted.own': 'You deleted this group {when}.',
  'closed.reading': 'Messages on this device stay.',
  'closed.reading.again': 'Messages on this device stay. To come back, a member has to add you or send you a link.',
  'closed.archive': 'Archive',
  'closed.not-sent': 'Show unsent messages',
  'closed.post': 'Only admins can send messages.',
  'closed.post.who': 'Show admins',
  'closed.refused': 'The server rejected this conversation.',
});
